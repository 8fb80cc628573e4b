#include "report/measure_tables.hpp"

#include <gtest/gtest.h>

namespace dmn::report {
namespace {

stats::TestStatistics statistics(Eigen::Index size)
{
  stats::TestStatistics values(size);
  values.n.setConstant(20);
  values.beta.setConstant(0.5);
  values.q_fdr.setConstant(0.25);
  values.f.setConstant(4);
  values.df1.setConstant(2);
  values.status.assign(static_cast<std::size_t>(size), stats::Status::tested);
  return values;
}

const connectivity::RoiTable rois{{.label = "PCC"}, {.label = "aMPFC"}};

TEST(RegionsTsv, HasARowARegionAndOneOfAMeasureOfThePerson)
{
  const std::string text =
      regions_tsv(rois, {}, {{"alff", "Amplitude", statistics(2)}, {"modularity", "Q", statistics(1)}});

  EXPECT_EQ(text,
            "measure\troi\tlabel\tn\tbeta\tse\tt\tdf\tp\tq_fdr\tg\tg_low\tg_high\ttag\tdescription\tstatus\n"
            "alff\t0\tPCC\t20\t0.5\tn/a\tn/a\tn/a\tn/a\t0.25\tn/a\tn/a\tn/a\texploratory\tAmplitude\ttested\n"
            "alff\t1\taMPFC\t20\t0.5\tn/a\tn/a\tn/a\tn/a\t0.25\tn/a\tn/a\tn/a\texploratory\tAmplitude\ttested\n"
            "modularity\tn/a\tn/a\t20\t0.5\tn/a\tn/a\tn/a\tn/a\t0.25\tn/a\tn/a\tn/a\texploratory\tQ\ttested\n");
}

TEST(RegionsTsv, HasFOfAnFTest)
{
  stats::Contrast contrast;
  contrast.is_f_test = true;

  const std::string text = regions_tsv(rois, contrast, {{"alff", "Amplitude", statistics(2)}});

  EXPECT_NE(text.find("g_high\tF\tdf1\ttag"), std::string::npos);
  EXPECT_NE(text.find("\t4\t2\texploratory"), std::string::npos);
}

TEST(HubDisruptionTsv, HasARowAParticipantAndSaysHowToReadIt)
{
  EXPECT_EQ(hub_disruption_tsv({{"sub-1", "", "patient", "s1", -0.5}}, "only the difference"),
            "participant_id\tsession\tgroup\tsite\tk_d\tnote\nsub-1\tn/a\tpatient\ts1\t-0.5\tonly the difference\n");
}

}  // namespace
}  // namespace dmn::report
