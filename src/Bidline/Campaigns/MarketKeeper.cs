namespace Bidline.Campaigns;

/// <summary>
/// Holds the market in force. Files, API and console all change it here: a change is checked whole, written down as a
/// new version with its audit, and only then put on the shelf. Safe on any thread; changes go one after the other.
/// </summary>
/// <param name="protocols">Names of the bidder dialects that this program speaks.</param>
/// <param name="partners">Bidders that a market may name; null is none.</param>
/// <param name="addresses">What the addresses of some dialects must have in them; null is nothing.</param>
/// <param name="adPlatforms">Advertising platforms that a market may name; null is none.</param>
/// <param name="carriers">Carriers that numbers can be rented from; null is none.</param>
/// <param name="bookOpening">Called after the version that creates a buyer is durable, again after a crash.</param>
public sealed class MarketKeeper(
    MarketArchive archive,
    BookShelf shelf,
    IReadOnlyList<string> protocols,
    bool allowPrivate,
    OpeningBooking bookOpening,
    TimeProvider clock,
    IReadOnlyDictionary<string, PartnerEntry>? partners = null,
    IReadOnlyDictionary<string, DialectAddress>? addresses = null,
    IReadOnlyList<AdPlatformForm>? adPlatforms = null,
    IReadOnlyList<CarrierForm>? carriers = null) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MarketRules _rules = new(protocols, allowPrivate, default)
    {
        Partners = partners ?? new Dictionary<string, PartnerEntry>(),
        Addresses = addresses ?? new Dictionary<string, DialectAddress>(),
        AdPlatforms = adPlatforms ?? [],
        Carriers = carriers ?? [],
    };

    private MarketVersion _inForce = MarketVersion.None;

    /// <summary>The version in force with its document, secrets included.</summary>
    public MarketVersion InForce => Volatile.Read(ref _inForce);

    public MarketDocument Current => InForce.Document;

    /// <summary>
    /// Puts the newest stored version on the shelf. Throws <see cref="MarketException"/> when this program cannot use it.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        _rules = _rules with { AliasKey = await archive.SecretAsync("publisher_alias_key", cancel) };
        var newest = await archive.NewestAsync(cancel);
        // What was accepted when private addresses were allowed still loads: asking and dialling check again. The same for
        // an address that an older version did not look at so closely.
        var rules = await RulesForAsync(newest.Document, cancel);
        var lenient = rules with { AllowPrivate = true, Addresses = new Dictionary<string, DialectAddress>() };
        var compiled = Market.Compile(newest.Document, lenient);
        if (compiled.Book is null)
        {
            var first = compiled.Mistakes[0];
            throw new MarketException(
                $"Version {newest.Version} of the market cannot be used by this program: {first.Detail} ({first.Path})");
        }

        if (newest.Version > 0) PutInForce(newest, compiled.Book);
        await BookOpeningsAsync(cancel);
    }

    /// <summary>Puts a file's entries in by id: all of them, or none and every mistake with its line.</summary>
    public async Task<ApplyResult> ApplyAsync(MarketReading reading, ApplyOptions options, CancellationToken cancel)
    {
        if (reading.IsClean)
        {
            var result = await ApplyAsync(reading.Document, options, cancel);
            return result is ApplyResult.Refused late ? new ApplyResult.Refused(reading.Together(late.Mistakes)) : result;
        }

        var merged = Merge(Current, reading.Document);
        var (_, mistakes) = await CheckAsync(Current, merged, cancel);
        return new ApplyResult.Refused(reading.Together(
            mistakes.Select(mistake => MarketMerge.InTermsOf(reading.Document, merged, mistake))));
    }

    /// <summary>Puts the entries in by id: what they do not name stays as it is. All or nothing.</summary>
    public async Task<ApplyResult> ApplyAsync(MarketDocument given, ApplyOptions options, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            // Secrets first: mistakes are told in terms of the entries that are really put in.
            given = MarketMerge.KeepSecrets(given, Current);
            var merged = Current.With(given);
            var result = await PutAsync(merged, options, cancel);
            return result is ApplyResult.Refused refused
                ? new ApplyResult.Refused(
                    [.. refused.Mistakes.Select(mistake => MarketMerge.InTermsOf(given, merged, mistake))])
                : result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes the market exactly this: what the document does not name is removed.</summary>
    public async Task<ApplyResult> ReplaceAsync(MarketDocument whole, ApplyOptions options, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await PutAsync(MarketMerge.KeepSecrets(whole, Current), options, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A key for a ping endpoint, as it is made where none is given.</summary>
    public static string NewEndpointKey() => EndpointSecrets.New();

    /// <summary>The market as a file that applies back to the same market; secrets are left as "(unchanged)".</summary>
    public string Export() => MarketWriter.Write(MarketWriter.WithoutSecrets(Current));

    /// <summary>What applying these entries would change.</summary>
    public IReadOnlyList<MarketChange> Diff(MarketDocument given) =>
        MarketDiff.Between(Current, Merge(Current, given));

    public void Dispose() => _turn.Dispose();

    private static MarketDocument Merge(MarketDocument present, MarketDocument given) =>
        present.With(MarketMerge.KeepSecrets(given, present));

    private async Task<ApplyResult> PutAsync(MarketDocument next, ApplyOptions options, CancellationToken cancel)
    {
        next = EndpointSecrets.MakeMissing(next);
        var present = InForce;
        if (options.IfVersion is { } wanted && wanted != present.Version) return new ApplyResult.Outdated(present.Version);
        var (book, mistakes) = await CheckAsync(present.Document, next, cancel);
        if (book is null) return new ApplyResult.Refused(mistakes);
        var changes = MarketDiff.Between(present.Document, next);
        if (options.DryRun || changes.Count == 0)
            return new ApplyResult.Applied(present.Version, changes, options.DryRun, book);
        var version = new MarketVersion(
            present.Version + 1, clock.GetUtcNow(), options.Author.Name, MarketWriter.Hash(next), next);
        var created = book.Buyers.Values.Where(buyer => present.Document.Buyers.All(old => old.Id != buyer.Id.Value));
        if (!await archive.WriteAsync(version, created, changes, options.Author))
            return new ApplyResult.Outdated((await archive.NewestAsync(cancel)).Version);
        PutInForce(version, book);
        await BookOpeningsAsync(cancel);
        return new ApplyResult.Applied(version.Version, changes, DryRun: false, book);
    }

    private async Task<(CampaignBook? Book, IReadOnlyList<Mistake> Mistakes)> CheckAsync(
        MarketDocument present, MarketDocument next, CancellationToken cancel)
    {
        var compiled = Market.Compile(next, await RulesForAsync(next, cancel));
        Mistake[] mistakes = [.. MarketMerge.Forbidden(present, next), .. compiled.Mistakes];
        return (mistakes.Length == 0 ? compiled.Book : null, mistakes);
    }

    /// <summary>With the contents of the document's lists at hand.</summary>
    private async Task<MarketRules> RulesForAsync(MarketDocument document, CancellationToken cancel)
    {
        var contents = await archive.Lists.LoadAsync(document.Lists.Select(list => list.Content).OfType<string>(), cancel);
        return _rules with { Lists = contents.GetValueOrDefault };
    }

    private void PutInForce(MarketVersion version, CampaignBook book)
    {
        Volatile.Write(ref _inForce, version);
        shelf.Swap(book with { Version = version.Version, Hash = version.Hash });
    }

    private async Task BookOpeningsAsync(CancellationToken cancel)
    {
        foreach (var (buyer, amount) in await archive.UnbookedAsync(cancel))
        {
            await bookOpening(buyer, amount, cancel);
            await archive.MarkBookedAsync(buyer);
        }
    }
}
