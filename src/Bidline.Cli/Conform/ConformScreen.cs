using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Exchanges;
using Bidline.Adapters.Conformance.Publishers;
using Bidline.Adapters.Conformance.Reports;

namespace Bidline.Cli.Conform;

/// <summary>Shows a conformance run while it happens: a line a check, then the drawings of what went wrong.</summary>
/// <param name="isLive">A person watches: the check that is running is named until its line is there.</param>
internal sealed class ConformScreen(TextWriter output, bool isLive)
{
    private const string EraseLine = "\r\u001b[K";

    public void Begin(ConformanceSettings settings)
    {
        output.WriteLine($"asking {settings.Bidder}");
        output.WriteLine(
            $"deadline {settings.Deadline.TotalMilliseconds:0} ms, floor {settings.Floor}, test: true; nothing is sold");
        output.WriteLine();
    }

    public void Begin(ExchangeSettings settings)
    {
        output.WriteLine($"pinging {settings.Offers}");
        output.WriteLine($"deadline {settings.Deadline.TotalMilliseconds:0} ms, test: true; nothing is reserved");
        output.WriteLine();
    }

    public void Begin(PublisherSettings settings)
    {
        output.WriteLine($"listening; have the publisher ping {settings.Offers}");
        var most = settings.AtMost.TotalSeconds;
        output.WriteLine($"{settings.Pings} pings are waited for, {most:0} s at most; offers lead nowhere");
        output.WriteLine();
        output.Flush();
    }

    public void Began(string check)
    {
        if (isLive) output.Write($"{EraseLine}...     {check}");
    }

    public void Ended(CheckResult result)
    {
        if (isLive) output.Write(EraseLine);
        output.WriteLine(TableReport.Line(result));
    }

    public void End(ConformanceReport report)
    {
        if (isLive) output.Write(EraseLine);
        output.WriteLine();
        output.Write(TableReport.Details(report));
        output.WriteLine(TableReport.Summary(report));
    }
}
