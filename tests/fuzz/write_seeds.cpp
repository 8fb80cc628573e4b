// Writes the seeds of every fuzz target, from real files of the repository and small files of the program's own
// writers: write_seeds SOURCE_DIR OUT
#include <cstdio>
#include <fstream>
#include <sstream>

#include "files/byte_sink.hpp"
#include "image/nifti_bytes.hpp"

namespace {

namespace fs = std::filesystem;
using dmn::test::NiftiBytes;

constexpr std::size_t longest_text = 3000;

class Seeds {
 public:
  Seeds(fs::path source, fs::path out) : source_(std::move(source)), out_(std::move(out)) {}

  /// The name of a new seed.
  fs::path next(const std::string& target)
  {
    fs::create_directories(out_ / target);
    return out_ / target / std::to_string(n_written_++);
  }

  void write(const std::string& target, const std::string& bytes)
  {
    std::ofstream(next(target), std::ios::binary) << bytes;
  }

  void write_gzip(const std::string& target, const std::string& bytes)
  {
    dmn::files::ByteSink sink(next(target), dmn::files::ByteSink::Format::gzip);
    sink.write(std::as_bytes(std::span(bytes)));
    sink.close();
  }

  /// A file of the repository; of a long text its first lines.
  std::string text(const std::string& name) const
  {
    std::string bytes = whole(name);
    if (bytes.size() > longest_text) bytes.resize(bytes.rfind('\n', longest_text) + 1);
    return bytes;
  }

  std::string whole(const std::string& name) const
  {
    std::ifstream file(source_ / name, std::ios::binary);
    if (!file) throw std::runtime_error("no file " + name);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }

 private:
  fs::path source_;
  fs::path out_;
  int n_written_ = 0;
};

std::vector<double> counted(std::size_t n)
{
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i % 4);
  return values;
}

void write_images(Seeds& seeds)
{
  const std::vector<NiftiBytes> images{
      {.raw = counted(24)},
      {.version = 2, .big_endian = true, .datatype = 16, .bitpix = 32, .magic = "n+2", .raw = counted(24)},
      {.datatype = 64, .bitpix = 64, .slope = 0.5, .intercept = -3, .raw = counted(24)},
      {.dim = {3, 4, 3, 2, 1, 1, 1, 1}, .datatype = 2, .bitpix = 8, .qform_code = 1, .raw = counted(24)}};
  for (const auto& image : images) {
    seeds.write("nifti", image.bytes());
    seeds.write_gzip("nifti", image.bytes());
  }
}

void write_texts(Seeds& seeds)
{
  const std::string fibromyalgia = "config/data/fibromyalgia/";
  const std::string rpn = "config/data/rpn_pain_sensitivity/";
  for (const auto& name : {fibromyalgia + "participants.tsv", rpn + "manifest.tsv", rpn + "participants.tsv",
                           rpn + "published/predictive_connections.csv"})
    seeds.write("table", seeds.text(name));
  for (const auto* text :
       {"participant_id\tsession\tA--B\tB--C\tA--C\nsub-01\tn/a\t0.5\t-0.25\tn/a\nsub-02\tn/a\t0.125\t0\t1\n",
        "global_signal\tframewise_displacement\tmotion_outlier00\n0.5\tn/a\t0\n-1e3\t0.25\t1\n", "1 2 3\n4 nan -5e-7\n",
        "participant_id\tsession\ttask\trun\tsite\tgroup\tstatus\treason\tdataset\timage\tmask\tconfounds\t"
        "confounds_json\tseries\torientation\tspace\ttr_s\tn_volumes\tn_voxels\n"
        "sub-01\tn/a\trest\t01\tA\tcontrol\tusable\tn/a\t/data\tfunc/a.nii.gz\tn/a\tfunc/a.tsv\tn/a\tn/a\tn/a\tMNI\t2\t"
        "100\t1000\n"})
    seeds.write("table", text);
  seeds.write("table", seeds.whole(rpn + "confounds/bochum006.tsv.gz"));
  seeds.write("sidecar", seeds.text(fibromyalgia + "matrices.json"));
  for (const auto* text : {R"({"RepetitionTime": 2.0, "TaskName": "rest"})", R"({"SamplingFrequency": 0.5})",
                           R"({"a_comp_cor_00": {"Mask": "CSF", "Retained": true, "Method": "aCompCor"}})",
                           R"({"Values": "fisher_z", "Note": "\u017b", "x": [[1, 2e300], {"y": null}]})"})
    seeds.write("sidecar", text);
  for (const auto& name : {std::string("config/rois/dmn_pain_rois.tsv"), fibromyalgia + "rois.tsv", rpn + "rois.tsv"})
    seeds.write("roi_table", seeds.text(name));
  for (const auto* name : {"config/fibromyalgia.cfg", "config/fibromyalgia_default_network.cfg",
                           "config/pain_sensitivity.cfg", "config/pain_sensitivity_images.cfg"})
    seeds.write("config", seeds.text(name));
  for (const auto* text :
       {"group + age + sex + mean_fd + site\npatient-control: patient - control\nall\nage=45,mean_fd=0.2\nsex=F,M",
        "~ 1 + group * age + I(age^2)\ninteraction: group:age\nnetwork:DMN\nage=45\nsite=A,B",
        "`group` + group:site\nsites: F(site)\nbetween:DMN,Salience\n\n", "age\nage: age\nall\nage=1e3\n"})
    seeds.write("formula", text);
}

void write_compressed(Seeds& seeds)
{
  const std::string rpn = "config/data/rpn_pain_sensitivity/confounds/";
  const std::string first = seeds.whole(rpn + "bochum006.tsv.gz");
  seeds.write("gzip", first);
  seeds.write("gzip", first + seeds.whole(rpn + "bochum007.tsv.gz") + std::string(512, '\0'));
  seeds.write("gzip", "no gzip at all");
  seeds.write_gzip("gzip", std::string(100'000, 'a'));
}

void write_arrays(Seeds& seeds)
{
  seeds.write(
      "npy", seeds.whole("tests/bids/data/npy/sub-002_task-rest_atlas-power264_stat-pearson_triu.npy").substr(0, 4096));
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }\n";
  const auto length = static_cast<char>(header.size());
  seeds.write("npy", std::string("\x93NUMPY\x01\0", 8) + length + '\0' + header + std::string(24, '\x3e'));
  seeds.write("npy",
              std::string("\x93NUMPY\x02\0", 8) + length + std::string(3, '\0') + header + std::string(24, '\x3e'));
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 3) {
    std::fputs("usage: write_seeds SOURCE_DIR OUT\n", stderr);
    return 2;
  }
  Seeds seeds(argv[1], argv[2]);
  write_images(seeds);
  write_texts(seeds);
  write_compressed(seeds);
  write_arrays(seeds);
  return 0;
}
