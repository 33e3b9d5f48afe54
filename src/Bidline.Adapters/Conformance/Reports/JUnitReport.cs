using System.Globalization;
using System.Text;
using System.Xml;

namespace Bidline.Adapters.Conformance.Reports;

/// <summary>A run as JUnit XML, for build servers: a test case a check, the diagram in its failure. Pure.</summary>
public static class JUnitReport
{
    private static readonly XmlWriterSettings Form = new() { Indent = true, Encoding = new UTF8Encoding(false) };

    public static string Of(ConformanceReport report)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, Form))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"bidline conform {report.Kind} {report.Bidder}");
            xml.WriteAttributeString("tests", Number(report.Results.Count));
            xml.WriteAttributeString("failures", Number(report.Count<Verdict.Failed>()));
            xml.WriteAttributeString("errors", "0");
            var skipped = report.Count<Verdict.Skipped>() + report.Count<Verdict.NotApplicable>();
            xml.WriteAttributeString("skipped", Number(skipped));
            xml.WriteAttributeString("time", Seconds(report.Took));
            xml.WriteAttributeString("timestamp", report.At.ToString("s", CultureInfo.InvariantCulture));
            foreach (var result in report.Results) Write(xml, report.Kind, result);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static void Write(XmlWriter xml, string kind, CheckResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"bidline.conform.{kind}");
        xml.WriteAttributeString("name", result.Name);
        xml.WriteAttributeString("time", Seconds(result.Took));
        switch (result.Verdict)
        {
            case Verdict.Failed failed:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", Clean(failed.Found));
                xml.WriteString(Clean(
                    $"{result.Proves}\nexpected  {failed.Expected}\nfound     {failed.Found}\n\n{failed.Diagram}\n"));
                xml.WriteEndElement();
                break;
            case Verdict.Skipped or Verdict.NotApplicable:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(result.Verdict.Line));
                xml.WriteEndElement();
                break;
            default:
                var line = result.Verdict is Verdict.Warned warned
                    ? $"warning: {warned.Found}; expected {warned.Expected}\n\n{warned.Diagram}"
                    : result.Verdict.Line;
                xml.WriteElementString("system-out", Clean(line));
                break;
        }

        xml.WriteEndElement();
    }

    // What a bidder sent may hold characters that XML cannot.
    private static string Clean(string text) =>
        string.Concat(text.Select(c => c is '\n' or >= ' ' and < '\uD800' ? c : '?'));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // A plain StringWriter would have the document say that it is UTF-16.
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => new UTF8Encoding(false);
    }
}
