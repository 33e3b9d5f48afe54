using System.Globalization;
using Bidline.Bench.Auction;

// usage: PORT PID RUN, where PORT and PID are the stub's. Prints one line of figures.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var runs = new Runs(port, new ProcessClock(int.Parse(args[1], CultureInfo.InvariantCulture)));
Console.WriteLine(args[2] switch
{
    "cpu-20" => await runs.CpuAsync(bidders: 20, rate: null),
    "cpu-20-open" => await runs.CpuAsync(bidders: 20, rate: 400),
    "cpu-50" => await runs.CpuAsync(bidders: 50, rate: null),
    "template-20" => await runs.TemplateAsync(),
    "overhead" => await runs.OverheadAsync(ofCapacity: null),
    "overhead-half" => await runs.OverheadAsync(ofCapacity: 0.5),
    "silent" => await runs.DeadlineAsync("/silent", 10),
    "trickling" => await runs.DeadlineAsync("/trickle", 10),
    "silent-50" => await runs.DeadlineAsync("/silent", 50),
    "trickling-50" => await runs.DeadlineAsync("/trickle", 50),
    "endless" => await runs.EndlessAsync(),
    "late" => await runs.LateAsync(),
    "dead" => await runs.DeadAsync(),
    "first-cold" => await runs.FirstAsync(rehearsed: false),
    "first" => await runs.FirstAsync(rehearsed: true),
    _ => throw new ArgumentException($"\"{args[2]}\" is none of the runs in README.md"),
});
