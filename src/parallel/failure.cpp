#include "parallel/failure.hpp"

#include "base/error.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/packing.hpp"

namespace dmn::parallel {
namespace {

enum class Type : int { error, input, usage, design, shape, io, nothing_to_do };

Type type_of(const base::Error& error)
{
  if (dynamic_cast<const base::InputError*>(&error) != nullptr) return Type::input;
  if (dynamic_cast<const base::UsageError*>(&error) != nullptr) return Type::usage;
  if (dynamic_cast<const base::DesignError*>(&error) != nullptr) return Type::design;
  if (dynamic_cast<const base::ShapeError*>(&error) != nullptr) return Type::shape;
  if (dynamic_cast<const base::IoError*>(&error) != nullptr) return Type::io;
  if (dynamic_cast<const base::NothingToDo*>(&error) != nullptr) return Type::nothing_to_do;
  return Type::error;
}

std::string pack(Type type, const std::string& problem, const base::Facts& facts)
{
  return Packer()
      .put(static_cast<int>(type))
      .put(problem)
      .put(facts.file)
      .put(facts.participant)
      .put(facts.field)
      .put(facts.expected)
      .put(facts.found)
      .take();
}

template <class AnyError>
[[noreturn]] void throw_shared(const std::string& problem, const base::Facts& facts)
{
  AnyError error(problem, facts);
  error.mark_shared();
  throw error;
}

}  // namespace

std::exception_ptr caught_from(const std::function<void()>& function)
{
  try {
    function();
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

std::string message_of(const std::exception_ptr& exception)
{
  std::string message;
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    message = error.what();
  } catch (...) {
    message = "unknown exception";
  }
  return message.empty() ? "failed without a message" : message;
}

std::string describe(const std::exception_ptr& exception)
{
  try {
    std::rethrow_exception(exception);
  } catch (const base::Error& error) {
    return pack(type_of(error), error.problem(), error.facts());
  } catch (...) {
    return pack(Type::error, message_of(std::current_exception()), {});
  }
}

void rethrow(const std::string& description)
{
  Unpacker unpacker(description);
  const auto type = static_cast<Type>(unpacker.value<int>());
  const std::string problem = unpacker.text();
  base::Facts facts;
  for (std::string* part : {&facts.file, &facts.participant, &facts.field, &facts.expected, &facts.found}) {
    *part = unpacker.text();
  }
  switch (type) {
    case Type::input:
      throw_shared<base::InputError>(problem, facts);
    case Type::usage:
      throw_shared<base::UsageError>(problem, facts);
    case Type::design:
      throw_shared<base::DesignError>(problem, facts);
    case Type::shape:
      throw_shared<base::ShapeError>(problem, facts);
    case Type::io:
      throw_shared<base::IoError>(problem, facts);
    case Type::nothing_to_do:
      throw_shared<base::NothingToDo>(problem, facts);
    case Type::error:
      break;
  }
  throw_shared<base::Error>(problem, facts);
}

void throw_first(const Communicator& world, const std::exception_ptr& mine)
{
  if (world.size() == 1) {
    if (mine) std::rethrow_exception(mine);
    return;
  }
  const auto& group = *world.impl();
  const int first = group.minimum(mine ? group.rank() : group.size());
  if (first == group.size()) return;
  const std::string description = group.broadcast(mine ? describe(mine) : std::string(), first);
  rethrow(description);
}

void agree(const Communicator& world, const std::function<void()>& phase)
{
  throw_first(world, caught_from(phase));
}

void on_master(const Communicator& world, const std::function<void()>& work)
{
  agree(world, [&] {
    if (world.is_master()) work();
  });
}

}  // namespace dmn::parallel
