#include "inference/blas.hpp"

#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>
#include <vector>

#include "base/error.hpp"

extern "C" void dsyevd_(const char* jobz, const char* uplo, const blasint* n, double* a, const blasint* lda, double* w,
                        double* work, const blasint* lwork, blasint* iwork, const blasint* liwork, blasint* info);

namespace dmn::inference {
namespace {

blasint size_for_blas(Eigen::Index size)
{
  if (size > std::numeric_limits<blasint>::max()) {
    throw base::ShapeError("a matrix is too large for the linked BLAS", {.found = std::to_string(size)});
  }
  return static_cast<blasint>(size);
}

void require_equal(Eigen::Index expected, Eigen::Index found)
{
  if (expected == found) return;
  throw base::ShapeError("the matrices of a product do not fit together",
                         {.expected = std::to_string(expected), .found = std::to_string(found)});
}

template <class Matrix>
blasint leading_dimension(const Matrix& matrix)
{
  return size_for_blas(std::max<Eigen::Index>(matrix.outerStride(), 1));
}

}  // namespace

void product_transposed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, Eigen::MatrixXd& out)
{
  require_equal(a.rows(), b.rows());
  out.resize(a.cols(), b.cols());
  openblas_set_num_threads(1);
  cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, size_for_blas(a.cols()), size_for_blas(b.cols()),
              size_for_blas(a.rows()), 1.0, a.data(), leading_dimension(a), b.data(), leading_dimension(b), 0.0,
              out.data(), leading_dimension(out));
}

void product_transposed(const Eigen::Ref<const Eigen::MatrixXf>& a, const Eigen::Ref<const Eigen::MatrixXf>& b,
                        Eigen::MatrixXf& out)
{
  require_equal(a.rows(), b.rows());
  out.resize(a.cols(), b.cols());
  openblas_set_num_threads(1);
  cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, size_for_blas(a.cols()), size_for_blas(b.cols()),
              size_for_blas(a.rows()), 1.0F, a.data(), leading_dimension(a), b.data(), leading_dimension(b), 0.0F,
              out.data(), leading_dimension(out));
}

void subtract_product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, Eigen::MatrixXd& from)
{
  require_equal(a.cols(), b.rows());
  require_equal(a.rows(), from.rows());
  require_equal(b.cols(), from.cols());
  openblas_set_num_threads(1);
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, size_for_blas(a.rows()), size_for_blas(b.cols()),
              size_for_blas(a.cols()), -1.0, a.data(), leading_dimension(a), b.data(), leading_dimension(b), 1.0,
              from.data(), leading_dimension(from));
}

void product(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
             Eigen::MatrixXd& out)
{
  require_equal(a.cols(), b.rows());
  out.resize(a.rows(), b.cols());
  openblas_set_num_threads(1);
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, size_for_blas(a.rows()), size_for_blas(b.cols()),
              size_for_blas(a.cols()), 1.0, a.data(), leading_dimension(a), b.data(), leading_dimension(b), 0.0,
              out.data(), leading_dimension(out));
}

Eigen::MatrixXd gram_of_rows(const Eigen::MatrixXd& a)
{
  Eigen::MatrixXd gram(a.rows(), a.rows());
  openblas_set_num_threads(1);
  cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, size_for_blas(a.rows()), size_for_blas(a.cols()), 1.0, a.data(),
              leading_dimension(a), 0.0, gram.data(), leading_dimension(gram));
  gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
  return gram;
}

SymmetricEigen symmetric_eigen(Eigen::MatrixXd matrix)
{
  require_equal(matrix.rows(), matrix.cols());
  if (!matrix.allFinite()) throw base::ShapeError("eigenvectors of a matrix that is not finite");
  const blasint n = size_for_blas(matrix.rows());
  SymmetricEigen eigen{.values = Eigen::VectorXd(matrix.rows())};
  if (n == 0) return eigen;
  const blasint ask = -1;
  blasint info = 0;
  blasint integers_needed = 0;
  double numbers_needed = 0;
  const blasint lda = leading_dimension(matrix);
  openblas_set_num_threads(1);
  dsyevd_("V", "L", &n, matrix.data(), &lda, eigen.values.data(), &numbers_needed, &ask, &integers_needed, &ask, &info);
  const auto n_numbers = static_cast<blasint>(numbers_needed);
  std::vector<double> numbers(static_cast<std::size_t>(n_numbers));
  std::vector<blasint> integers(static_cast<std::size_t>(integers_needed));
  dsyevd_("V", "L", &n, matrix.data(), &lda, eigen.values.data(), numbers.data(), &n_numbers, integers.data(),
          &integers_needed, &info);
  if (info != 0) throw base::Error("the eigenvectors of a matrix were not found", {.found = std::to_string(info)});
  eigen.vectors = std::move(matrix);
  return eigen;
}

std::string blas_kernel()
{
  std::istringstream configuration(openblas_get_config());
  std::string name;
  std::string version;
  configuration >> name >> version;
  return fmt::format("{} {} {}", name, version, openblas_get_corename());
}

}  // namespace dmn::inference
