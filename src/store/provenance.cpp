#include "store/provenance.hpp"

#include "store/attributes.hpp"
#include "store/hdf5_file.hpp"

namespace dmn::store {

void write_provenance(hid_t file, const Provenance& provenance)
{
  const Handle group = create_group(file, "provenance");
  for (const auto& [name, text] : provenance) write_attribute(group.id(), name, text);
}

Provenance read_provenance(hid_t file)
{
  Provenance provenance;
  if (!has_group(file, "/provenance")) return provenance;
  const Handle group = open_group(file, "/provenance");
  for (const auto& name : attribute_names(group.id()))
    provenance.emplace_back(name, read_text_attribute(group.id(), name));
  return provenance;
}

void require_schema(hid_t file, const std::string& schema)
{
  const std::string found = has_attribute(file, "schema") ? read_text_attribute(file, "schema") : "nothing";
  if (found != schema)
    throw base::IoError("not a file of this schema", {.field = "schema", .expected = schema, .found = found});
}

}  // namespace dmn::store
