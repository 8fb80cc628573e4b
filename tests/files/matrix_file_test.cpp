#include "files/matrix_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::files {
namespace {

using base::InputError;
using test::message_of;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Eigen::MatrixXd two_by_three()
{
  Eigen::MatrixXd values(2, 3);
  values << 1, -2.5, 3e-3, 4, 5, 6;
  return values;
}

class TextMatrixSeparators : public ::testing::TestWithParam<const char*> {};

TEST_P(TextMatrixSeparators, GiveTheSameNumbers)
{
  const TemporaryFolder folder;

  const auto matrix = read_text_matrix(folder.write("m.txt", GetParam()));

  EXPECT_THAT(matrix.names, IsEmpty());
  EXPECT_EQ(matrix.values, two_by_three());
}

INSTANTIATE_TEST_SUITE_P(Kinds, TextMatrixSeparators,
                         ::testing::Values("1\t-2.5\t3e-3\n4\t5\t6\n", "1,-2.5,3e-3\n4,5,6", "1 -2.5 3e-3\n4 5 6\n\n",
                                           "  1   -2.5 \t 3e-3\n  4  5 6  \n"  // NOLINT: padded columns
                                           ,
                                           "1, -2.5, 3e-3\r\n4, 5, 6\r\n", "\xEF\xBB\xBF+1\t-2.5\t0.003\r\n4\t5\t6"));

TEST(TextMatrix, TakesAFirstLineOfWordsAsHeader)
{
  const TemporaryFolder folder;

  const auto matrix = read_text_matrix(folder.write("m.tsv", "left AG\tPCC, dorsal\t7\n1\t-2.5\t3e-3\n4\t5\t6\n"));

  EXPECT_THAT(matrix.names, ElementsAre("left AG", "PCC, dorsal", "7"));
  EXPECT_EQ(matrix.values, two_by_three());
}

TEST(TextMatrix, TakesAHeaderBehindAHashSign)
{
  const TemporaryFolder folder;
  const auto matrix = read_text_matrix(folder.write("m.txt", "# a b c\n1 -2.5 3e-3\n4 5 6\n"));
  EXPECT_THAT(matrix.names, ElementsAre("a", "b", "c"));
  EXPECT_EQ(matrix.values, two_by_three());
}

TEST(TextMatrix, TakesAOneColumnHeaderWithBlanks)
{
  const TemporaryFolder folder;
  const auto matrix = read_text_matrix(folder.write("m.tsv", "framewise\n0.5\n0.25\n"));
  EXPECT_THAT(matrix.names, ElementsAre("framewise"));
  EXPECT_EQ(matrix.values, Eigen::Vector2d(0.5, 0.25));
}

TEST(TextMatrix, MissingCellsAreNaN)
{
  const TemporaryFolder folder;
  const auto matrix = read_text_matrix(folder.write("m.tsv", "n/a\t1\tNaN\n\tNA\t2\n"));
  EXPECT_THAT(matrix.names, IsEmpty());
  EXPECT_TRUE(std::isnan(matrix.values(0, 0)));
  EXPECT_TRUE(std::isnan(matrix.values(0, 2)));
  EXPECT_TRUE(std::isnan(matrix.values(1, 0)));
  EXPECT_TRUE(std::isnan(matrix.values(1, 1)));
  EXPECT_EQ(matrix.values(1, 2), 2);
}

TEST(TextMatrix, NamesTheCellThatIsNoNumber)
{
  const TemporaryFolder folder;
  const auto path = folder.write("m.tsv", "a\tb\n1\t2\n3\t4x\n");
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(path); }),
              HasSubstr("m.tsv:3: is no number: field \"column 2\" is \"4x\"; expected a number or n/a"));
}

TEST(TextMatrix, DoesNotTakeABadCellInTheFirstRowForAHeader)
{
  const TemporaryFolder folder;
  const auto path = folder.write("m.tsv", "1\t2\toops\n3\t4\t5\n");
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(path); }),
              HasSubstr("m.tsv:1: is no number: field \"column 3\" is \"oops\""));
}

TEST(TextMatrix, RefusesRowsOfUnequalLength)
{
  const TemporaryFolder folder;
  const auto path = folder.write("m.csv", "1,2\n3,4\n5\n");
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(path); }),
              HasSubstr("m.csv:3: rows of unequal length: found \"1\"; expected 2 columns"));
}

TEST(TextMatrix, RefusesALineOfBlanks)
{
  const TemporaryFolder folder;
  const std::pair<const char*, const char*> cases[] = {
      {"\t\n+5", ":1: "}, {"\n\n1 2\n", ":1: "}, {"1 2\n  \n3 4\n", ":2: "}};
  for (const auto& [content, place] : cases) {
    const auto path = folder.write("m.txt", content);
    EXPECT_THAT(
        message_of<InputError>([&] { read_text_matrix(path); }),
        HasSubstr(std::string("m.txt") + place + "a line without numbers: found \"blanks only\"; expected numbers"));
  }
}

TEST(TextMatrix, RefusesAFileWithoutNumbers)
{
  const TemporaryFolder folder;
  for (const auto* content : {"", "\n\n", "a\tb\n"}) {
    const auto path = folder.write("m.tsv", content);
    EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(path); }), HasSubstr("m.tsv: holds no row of numbers"));
  }
}

TEST(TextMatrix, RefusesNulBytesAndFolders)
{
  const TemporaryFolder folder;
  const auto path = folder.write("m.tsv", std::string_view("1\t\0\n", 4));
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(path); }), HasSubstr("holds a NUL byte"));
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix(folder.path()); }), HasSubstr("is a folder"));
}

TEST(TextMatrixShape, CountsRowsAndColumnsAsTheReaderDoes)
{
  const TemporaryFolder folder;
  for (const auto* content : {"a b c\n1 2 3\n4 5 6\n\n", "1,2,3", "x\r\n1\r\n2\r\n3", "1\t2\n\t\n"}) {
    const auto path = folder.write("m.txt", content);
    const auto matrix = read_text_matrix(path);
    const auto shape = read_text_matrix_shape(path);
    EXPECT_EQ(shape.rows, matrix.values.rows()) << content;
    EXPECT_EQ(shape.columns, matrix.values.cols()) << content;
  }
  const auto path = folder.write("m.txt", "a\tb\n");
  EXPECT_THAT(message_of<InputError>([&] { read_text_matrix_shape(path); }), HasSubstr("holds no row of numbers"));
}

TEST(TextMatrix, KeepsEveryDigit)
{
  const TemporaryFolder folder;
  const auto matrix = read_text_matrix(folder.write("m.tsv", "0.1234567890123456789 -1.7976931348623157e308 5e-324\n"));
  EXPECT_EQ(matrix.values(0, 0), 0.1234567890123456789);
  EXPECT_EQ(matrix.values(0, 1), -1.7976931348623157e308);
  EXPECT_EQ(matrix.values(0, 2), 5e-324);
}

/// A `.npy` file of version 1 with this dictionary text, written here byte by byte.
template <class Value>
std::string npy_bytes(const std::string& dictionary, const std::vector<Value>& values, int version = 1)
{
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  bytes += static_cast<char>(dictionary.size() % 256);
  bytes += static_cast<char>(dictionary.size() / 256);
  if (version == 2) bytes += std::string(2, '\0');
  bytes += dictionary;
  std::string data(values.size() * sizeof(Value), '\0');
  std::memcpy(data.data(), values.data(), data.size());
  return bytes + data;
}

std::string dictionary(const std::string& descr, const std::string& shape, const std::string& fortran = "False")
{
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }        \n";
}

TEST(Npy, ReadsFloat64AndFloat32)
{
  const TemporaryFolder folder;
  const auto wide = folder.write("a.npy", npy_bytes<double>(dictionary("<f8", "(3,)"), {1, 0.1, -3}));
  const auto narrow = folder.write("b.npy", npy_bytes<float>(dictionary("<f4", "(2, 2)"), {1, 2, 3, 4.5F}, 2));

  EXPECT_THAT(read_npy(wide).shape, ElementsAre(3));
  EXPECT_THAT(read_npy(wide).values, ElementsAre(1, 0.1, -3));
  EXPECT_THAT(read_npy(narrow).shape, ElementsAre(2, 2));
  EXPECT_THAT(read_npy(narrow).values, ElementsAre(1, 2, 3, 4.5));
}

TEST(Npy, RefusesALengthThatDoesNotMatchTheShape)
{
  const TemporaryFolder folder;
  const auto few = folder.write("few.npy", npy_bytes<double>(dictionary("<f8", "(4,)"), {1, 2, 3}));
  const auto many = folder.write("many.npy", npy_bytes<double>(dictionary("<f8", "(2,)"), {1, 2, 3}));
  EXPECT_THAT(message_of<InputError>([&] { read_npy(few); }),
              HasSubstr("few.npy: holds fewer values than the shape says: found \"3\"; expected 4"));
  EXPECT_THAT(message_of<InputError>([&] { read_npy(many); }),
              HasSubstr("many.npy: more bytes follow than the shape says"));
}

TEST(Npy, ACheatingShapeAllocatesNothing)
{
  const TemporaryFolder folder;
  const auto huge = folder.write("a.npy", npy_bytes<double>(dictionary("<f8", "(1000000000, 1000)"), {1}));
  const auto overflow =
      folder.write("b.npy", npy_bytes<double>(dictionary("<f8", "(9223372036854775807, 9223372036854775807)"), {1}));
  EXPECT_THAT(message_of<InputError>([&] { read_npy(huge); }), HasSubstr("fewer values than the shape says"));
  EXPECT_THAT(message_of<InputError>([&] { read_npy(overflow); }), HasSubstr("the shape is too large"));
}

TEST(Npy, SaysWhatIsNotSupported)
{
  const TemporaryFolder folder;
  const auto message = [&](const std::string& bytes) {
    const auto path = folder.write("a.npy", bytes);
    return message_of<InputError>([&] { read_npy(path); });
  };
  EXPECT_THAT(message(npy_bytes<double>(dictionary(">f8", "(1,)"), {1})),
              AllOf(HasSubstr("field \"descr\" is \"'>f8'\""), HasSubstr("expected '<f4' or '<f8'")));
  EXPECT_THAT(message(npy_bytes<double>(dictionary("<f8", "(1,)", "True"), {1})),
              HasSubstr("field \"fortran_order\" is \"True\"; expected False (C order)"));
  EXPECT_THAT(message(npy_bytes<double>(dictionary("<f8", "(1, 1, 1)"), {1})),
              HasSubstr("field \"shape\" is \"(1, 1, 1)\"; expected one or two dimensions"));
  EXPECT_THAT(message(npy_bytes<double>(dictionary("<f8", "()"), {1})), HasSubstr("expected one or two dimensions"));
  EXPECT_THAT(message(npy_bytes<double>(dictionary("<f8", "(-1,)"), {1})), HasSubstr("expected one or two dimensions"));
  EXPECT_THAT(message(npy_bytes<double>("{}", {1})), HasSubstr("the .npy header has no 'descr'"));
  EXPECT_THAT(message(npy_bytes<double>(dictionary("<f8", "(1,)"), {1}, 3)),
              HasSubstr("field \"version\" is \"3\"; expected 1 or 2"));
  EXPECT_THAT(message("PK\x03\x04 a zip file"), HasSubstr("is not a NumPy .npy file"));
  EXPECT_THAT(message(""), HasSubstr("is not a NumPy .npy file"));
  EXPECT_THAT(message(std::string("\x93NUMPY\x01\0\xFF\x0F{'descr'", 18)), HasSubstr("ends within the .npy header"));
  EXPECT_THAT(message(std::string("\x93NUMPY\x02\0\xFF\xFF\xFF\xFF{}", 14)), HasSubstr("the .npy header is too long"));
}

}  // namespace
}  // namespace dmn::files
