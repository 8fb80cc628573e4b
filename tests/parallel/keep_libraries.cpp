// Part of a program built with sanitizers: nothing is unloaded. A library that is gone when leaks are looked for has no name, so lsan.supp
// would not know which are those of Open MPI.
extern "C" int dlclose(void* /*library*/) noexcept
{
  return 0;
}
