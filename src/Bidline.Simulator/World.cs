using System.Net;
using Bidline.Simulator.Bidders;
using Bidline.Simulator.Callers;
using Bidline.Simulator.Carriers;
using Bidline.Simulator.Phones;
using Bidline.Simulator.Sites;
using Bidline.Simulator.Telephony;

namespace Bidline.Simulator;

/// <summary>
/// A whole market on loopback made of real parts: ten bidders over HTTP, buyers' phones and callers over SIP with sound.
/// Nothing in it knows the engine; it is talked to as strangers would talk to it.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly SoundClock _sound;
    private readonly BidderHost _bidders;
    private readonly PhoneBank _phones;
    private readonly CallerBank _callers;
    private readonly SimulatedSite _site;
    private readonly NumberStock _stock;
    private readonly TimeProvider _clock;
    private readonly WorldSettings _settings;

    private World(
        WorldSettings settings, SoundClock sound, PhoneBank phones, BidderHost bidders, SimulatedSite site,
        NumberStock stock, TimeProvider clock)
    {
        (_settings, _sound, _phones, _bidders, _site, _clock) = (settings, sound, phones, bidders, site, clock);
        _stock = stock;
        _callers = new CallerBank(sound, clock);
    }

    /// <summary>The market file that names this world's bidders and phones.</summary>
    public string MarketYaml => DemoMarket.Yaml(_bidders.Address, _phones.Address, _stock.Address);

    /// <summary>A table of ZIP codes to be loaded into the exchange (PUT /v1/lookup-files/zips).</summary>
    public static string ZipsCsv => DemoMarket.ZipsCsv;

    /// <summary>A publisher's web site: its pages show a number of pool "home-site".</summary>
    public Uri Site => _site.Address;

    /// <summary>Opens the bidders' and the phones' ports and the site's. No call is placed yet.</summary>
    public static async Task<World> StartAsync(WorldSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        var dice = new Dice(settings.Seed);
        var sound = new SoundClock(clock);
        var phones = new PhoneBank(new Lines(dice, WorldSettings.QualifyAfter), sound, clock);
        var bidders = await BidderHost.StartAsync(phones.Address, dice, clock, cancel);
        return new World(
            settings, sound, phones, bidders, await SimulatedSite.StartAsync(cancel),
            await NumberStock.StartAsync(cancel), clock);
    }

    /// <summary>Places the calls and returns when the last one is over; cancelling hangs everybody up first.</summary>
    /// <param name="server">Where the exchange listens for SIP.</param>
    /// <param name="done">Told of every call as it ends, from any thread.</param>
    public async Task RunAsync(IPEndPoint server, Action<CallerReport> done, CancellationToken cancel)
    {
        _phones.Exchange = server;
        var mix = new CallerMix(new Dice(_settings.Seed));
        var running = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / _settings.CallsPerSecond), _clock);
        for (var index = 1; _settings.Calls is null || index <= _settings.Calls; index++)
        {
            running.RemoveAll(call => call.IsCompleted);
            running.Add(CallAsync(mix.Plan(index), server, done, cancel));
            try
            {
                await pace.WaitForNextTickAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(running);
    }

    /// <summary>One more call than those of its plan: somebody dials a number, and hangs up after so much talk.</summary>
    /// <param name="server">Where the exchange listens for SIP.</param>
    public Task CallAsync(IPEndPoint server, string caller, string dialled, TimeSpan talk, CancellationToken cancel) =>
        _callers.CallAsync(
            new CallPlan(0, caller, dialled, "stranger", Place.NewYork, new CallerPart.Talks(talk), 52), server, cancel);

    /// <summary>From now on the site's pages load this exchange's script.</summary>
    public void OpenSite(Uri exchange) => _site.Exchange = exchange;

    /// <summary>What the world's phones and bidders saw, for a summary beside the server's own figures.</summary>
    public WorldCounts Counts
    {
        get
        {
            var (rang, answered, heard, lost) = _phones.Counts;
            return new WorldCounts(_bidders.Asked.Values.Sum(), rang, answered, heard, lost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _callers.DisposeAsync();
        await _phones.DisposeAsync();
        await _bidders.DisposeAsync();
        await _site.DisposeAsync();
        await _stock.DisposeAsync();
        await _sound.DisposeAsync();
    }

    private async Task CallAsync(
        CallPlan plan, IPEndPoint server, Action<CallerReport> done, CancellationToken cancel) =>
        done(await _callers.CallAsync(plan, server, cancel));
}

/// <param name="BidsAsked">Bid requests that reached the bidders.</param>
/// <param name="PhonesRang">Calls that reached a buyer's phone.</param>
/// <param name="PacketsHeard">RTP packets that reached the buyers' phones in finished conversations.</param>
public sealed record WorldCounts(
    long BidsAsked, long PhonesRang, long PhonesAnswered, long PacketsHeard, long PacketsLost);
