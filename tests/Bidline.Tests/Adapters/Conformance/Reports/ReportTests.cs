using System.Text.Json;
using System.Xml.Linq;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Reports;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Conformance.Reports;

public sealed class ReportTests
{
    private static readonly ConformanceReport Report = new(
        new Uri("http://127.0.0.1:9001/bid"), Given.Monday9Am, TimeSpan.FromSeconds(3.4), 412, Unreachable: null,
        [
            Result("valid-bid", new Verdict.Passed("31.50 USD")),
            Result("deadline", new Verdict.Failed("99 of 100 in time", "p99 212.4 ms \u0001 <late>", "   |-- POST /bid -->|")),
            Result("error-json", new Verdict.Warned("JSON", "text/html", "   |<-- 400 --|")),
            Result("decimals", new Verdict.Skipped("see below-floor")),
            Result("tls", new Verdict.NotApplicable("the address is http://")),
        ]);

    [Fact]
    public void The_table_has_a_line_a_check_and_draws_what_is_wrong()
    {
        TableReport.Line(Report.Results[0]).ShouldBe("ok      valid-bid         31.50 USD");
        TableReport.Line(Report.Results[4]).ShouldBe("n/a     tls               the address is http://");
        TableReport.Summary(Report)
            .ShouldBe("1 passed, 1 warned, 1 failed, 1 skipped, 1 not applicable; 412 questions in 3.4 s");
        var details = TableReport.Details(Report);
        details.ShouldContain("FAILED deadline: proves deadline\n  expected  99 of 100 in time\n  found     p99 212.4 ms");
        details.ShouldContain("WARN error-json");
        details.ShouldContain("|-- POST /bid -->|");
        details.ShouldNotContain("valid-bid");
    }

    [Fact]
    public void JUnit_XML_can_be_read_whatever_a_bidder_sent()
    {
        var suite = XDocument.Parse(JUnitReport.Of(Report)).Root!.Element("testsuite")!;

        (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value).ShouldBe(("5", "1", "2"));
        var failed = suite.Elements("testcase").Single(one => one.Attribute("name")!.Value == "deadline").Element("failure")!;
        failed.Attribute("message")!.Value.ShouldBe("p99 212.4 ms ? <late>");
        failed.Value.ShouldContain("|-- POST /bid -->|");
        suite.Elements("testcase").Count(one => one.Element("skipped") is not null).ShouldBe(2);
    }

    [Fact]
    public void JSON_names_each_check_with_its_verdict_and_its_drawing()
    {
        var root = JsonDocument.Parse(JsonReport.Of(Report)).RootElement;

        root.GetProperty("verdict").GetString().ShouldBe("failed");
        root.GetProperty("counts").GetProperty("not_applicable").GetInt32().ShouldBe(1);
        var checks = root.GetProperty("checks").EnumerateArray().ToList();
        checks.Select(check => check.GetProperty("verdict").GetString())
            .ShouldBe(["passed", "failed", "warned", "skipped", "not_applicable"]);
        checks[1].GetProperty("diagram").GetString().ShouldBe("   |-- POST /bid -->|");
        checks[0].TryGetProperty("diagram", out _).ShouldBeFalse();
    }

    private static CheckResult Result(string name, Verdict verdict) =>
        new(name, $"proves {name}", "how", verdict, TimeSpan.FromMilliseconds(12));
}
