// Writes the example cohort file for an independent reader: write_example OUT.h5
#include <cstdio>

#include "examples.hpp"

int main(int argc, char** argv)
{
  if (argc != 2) {
    std::fputs("usage: write_example OUT.h5\n", stderr);
    return 2;
  }
  dmn::test::write_example(argv[1]);
  return 0;
}
