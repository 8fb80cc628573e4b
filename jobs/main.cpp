#include "runner.hpp"

int main(int argc, char** argv)
{
  return dmn::jobs::run_program(argc, argv);
}
