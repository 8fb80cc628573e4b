#include "store/result_file.hpp"

#include <set>
#include <utility>

#include "base/text.hpp"
#include "store/atomic_file.hpp"
#include "store/attributes.hpp"
#include "store/contents.hpp"
#include "store/dataset_reader.hpp"
#include "store/dataset_writer.hpp"
#include "store/hdf5_file.hpp"
#include "store/provenance.hpp"

namespace dmn::store {

class ResultWriter::Impl {
 public:
  Impl(const std::filesystem::path& path, const std::string& schema, const Provenance& provenance)
      : path_(path), file_(path), hdf5_(naming_file(path, [&] { return create_file(file_.temporary_path()); }))
  {
    naming_file(path_, [&] {
      write_attribute(hdf5_.id(), "schema", schema);
      write_provenance(hdf5_.id(), provenance);
    });
  }

  /// Calls `write(file, name)` when the groups that the name goes through exist.
  template <class Write>
  void add(const std::string& name, Write write)
  {
    naming_file(path_, [&] {
      std::string group;
      const auto parts = base::split(name, '/');
      for (std::size_t k = 0; k + 1 < parts.size(); ++k) {
        if (parts[k].empty()) continue;
        group += "/" + parts[k];
        if (groups_.insert(group).second) create_group(hdf5_.id(), group);
      }
      write(hdf5_.id(), name);
    });
  }

  void attribute(const std::string& name, const std::string& value)
  {
    naming_file(path_, [&] { write_attribute(hdf5_.id(), name, value); });
  }

  void finish()
  {
    naming_file(path_, [&] {
      seal_file(hdf5_.id());
      hdf5_.close();
      file_.commit();
    });
  }

 private:
  std::filesystem::path path_;
  AtomicFile file_;
  Handle hdf5_;
  std::set<std::string> groups_;
};

ResultWriter::ResultWriter(const std::filesystem::path& path, const std::string& schema, const Provenance& provenance)
    : impl_(std::make_unique<Impl>(path, schema, provenance))
{
}

ResultWriter::~ResultWriter() = default;

void ResultWriter::numbers(const std::string& name, const Eigen::VectorXd& values, const std::string& units,
                           const std::string& description)
{
  const std::span<const double> numbers(values.data(), static_cast<std::size_t>(values.size()));
  impl_->add(name, [&](hid_t file, const std::string& path) {
    write_numbers(file, path, numbers, {units, description});
  });
}

void ResultWriter::matrix(const std::string& name, const Eigen::MatrixXd& values, const std::string& units,
                          const std::string& description)
{
  impl_->add(name, [&](hid_t file, const std::string& path) {
    write_matrix(file, path, values, {units, description});
  });
}

void ResultWriter::integers(const std::string& name, const std::vector<std::int64_t>& values, const std::string& units,
                            const std::string& description)
{
  impl_->add(name, [&](hid_t file, const std::string& path) {
    write_integers(file, path, std::span<const std::int64_t>(values), {units, description});
  });
}

void ResultWriter::strings(const std::string& name, const std::vector<std::string>& values,
                           const std::string& description)
{
  impl_->add(name, [&](hid_t file, const std::string& path) { write_texts(file, path, values, {"n/a", description}); });
}

void ResultWriter::attribute(const std::string& name, const std::string& value)
{
  impl_->attribute(name, value);
}

void ResultWriter::finish()
{
  impl_->finish();
}

Eigen::VectorXd read_numbers(const std::filesystem::path& path, const std::string& name)
{
  return distrusting_file(path, [&]() -> Eigen::VectorXd {
    const Handle file = open_file(path);
    const auto values = StoredDataset(file.id(), name).numbers();
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  });
}

std::vector<std::string> read_strings(const std::filesystem::path& path, const std::string& name)
{
  return distrusting_file(path, [&] {
    const Handle file = open_file(path);
    return StoredDataset(file.id(), name).texts();
  });
}

Provenance read_file_provenance(const std::filesystem::path& path)
{
  return distrusting_file(path, [&] { return read_provenance(open_file(path).id()); });
}

class ResultReader::Impl {
 public:
  Impl(const std::filesystem::path& path, const std::string& schema)
      : path_(path), file_(distrusting_file(path, [&] { return open_file(path); }))
  {
    distrusting_file(path_, [&] { require_schema(file_.id(), schema); });
  }

  template <class Read>
  auto read(const Read& what) const
  {
    return distrusting_file(path_, [&] { return what(file_.id()); });
  }

 private:
  std::filesystem::path path_;
  Handle file_;
};

ResultReader::ResultReader(const std::filesystem::path& path, const std::string& schema)
    : impl_(std::make_unique<Impl>(path, schema))
{
}

ResultReader::~ResultReader() = default;

bool ResultReader::has(const std::string& name) const
{
  return impl_->read([&](hid_t file) { return has_object(file, name); });
}

Eigen::VectorXd ResultReader::numbers(const std::string& name) const
{
  return impl_->read([&](hid_t file) -> Eigen::VectorXd {
    const auto values = StoredDataset(file, name).verify().numbers();
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  });
}

Eigen::MatrixXd ResultReader::matrix(const std::string& name) const
{
  return impl_->read([&](hid_t file) { return StoredDataset(file, name).verify().matrix(); });
}

std::vector<std::string> ResultReader::strings(const std::string& name) const
{
  return impl_->read([&](hid_t file) { return StoredDataset(file, name).verify().texts(); });
}

std::string ResultReader::attribute(const std::string& name) const
{
  return impl_->read([&](hid_t file) { return read_text_attribute(file, name); });
}

}  // namespace dmn::store
