#include "parallel/dispatch_letters.hpp"

#include "base/error.hpp"
#include "parallel/packing.hpp"

namespace dmn::parallel {

std::string to_letter(const Order& order)
{
  return Packer().put(order.task).put(order.description).take();
}

Order order_from(std::string_view letter)
{
  Unpacker unpacker(letter);
  Order order{.task = unpacker.value<std::uint64_t>(), .description = {}};
  order.description = unpacker.text();
  return order;
}

std::string to_letter(const Report& report)
{
  const auto& outcome = report.outcome;
  return Packer()
      .put(static_cast<int>(report.about))
      .put(report.about == Report::About::hello ? text_of(report.process) : std::string())
      .put(std::uint64_t{outcome.task})
      .put(outcome.seconds)
      .put(outcome.answer)
      .put(outcome.failure)
      .take();
}

Report report_from(std::string_view letter, int from)
{
  Unpacker unpacker(letter);
  Report report;
  report.about = static_cast<Report::About>(unpacker.value<int>());
  report.process = base::process_mark_from(unpacker.text()).value_or(base::ProcessMark{});
  report.outcome.rank = from;
  report.outcome.task = unpacker.value<std::uint64_t>();
  report.outcome.seconds = unpacker.value<double>();
  report.outcome.answer = unpacker.text();
  report.outcome.failure = unpacker.text();
  return report;
}

}  // namespace dmn::parallel
