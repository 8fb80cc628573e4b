#include "report/html_text.hpp"

#include <gtest/gtest.h>

namespace dmn::report {
namespace {

TEST(EscapeHtml, LetsNoMarkupThrough)
{
  EXPECT_EQ(escape_html(R"(<script>alert("x" & 'y')</script>)"),
            "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;");
}

TEST(EscapeHtml, KeepsTextOfOtherScripts)
{
  EXPECT_EQ(escape_html("Präfrontal – 前頭 \xF0\x9F\xA7\xA0"), "Präfrontal – 前頭 \xF0\x9F\xA7\xA0");
}

TEST(EscapeHtml, ReplacesWhatIsNotUtf8)
{
  EXPECT_EQ(escape_html("a\xFF"
                        "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(escape_html("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_html("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_html("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(EscapeHtml, ReplacesControlCharactersButTabAndLineBreak)
{
  EXPECT_EQ(escape_html(std::string("a\0b\x1B\t\n", 6)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\t\n");
}

TEST(PlainText, IsWhatWasEscaped)
{
  const std::string text = R"(a < b & "c" > 'd')";
  EXPECT_EQ(plain_text("<p class=\"lead\">" + escape_html(text) + "</p>"), text);
  EXPECT_EQ(plain_text("<i>g</i> = 0.5"), "g = 0.5");
  EXPECT_EQ(plain_text("cut <off"), "cut ");
  EXPECT_EQ(plain_text(""), "");
}

TEST(Attribute, IsQuotedAndEscaped)
{
  EXPECT_EQ(attribute("title", "a\" onload=\"x"), " title=\"a&quot; onload=&quot;x\"");
  EXPECT_EQ(attribute("title", ""), "");
}

TEST(Base64, AgreesWithTheVectorsOfRfc4648)
{
  const auto of = [](const std::string& text) {
    return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg==");
  EXPECT_EQ(of("fo"), "Zm8=");
  EXPECT_EQ(of("foo"), "Zm9v");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace dmn::report
