using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Tracking.Carriers;

/// <summary>
/// Rents numbers from the carrier of a trunk and gives them back. Asking twice is harmless: a number that is ours already is
/// not ordered again, and one that is gone is not given back again. Every order is in the audit. Safe on any thread.
/// </summary>
public sealed class NumberRental(
    IReadOnlyList<INumberCarrier> carriers, BookShelf shelf, MarketKeeper keeper, Audit audit)
{
    private const int TriesMax = 20;

    /// <summary>Null when the trunk is unknown or rents no numbers.</summary>
    public async Task<NumbersFound?> FindAsync(TrunkId trunk, NumberWish wish, CancellationToken cancel) =>
        CarrierOf(trunk) is var (carrier, settings)
            ? await carrier.FindAsync(wish, settings, cancel).ConfigureAwait(false)
            : null;

    /// <summary>
    /// First it is made sure that the market would take the number, then it is rented, then it is put into the market.
    /// </summary>
    /// <param name="entry">Its trunk is the one whose carrier is asked.</param>
    public async Task<RentalOutcome> RentAsync(NumberEntry entry, Author author, CancellationToken cancel)
    {
        if (entry.Trunk is not { } trunk || CarrierOf(new TrunkId(trunk)) is not var (carrier, settings))
            return new RentalOutcome.NoCarrier();
        if (await ApplyAsync(entry, author, dryRun: true, cancel).ConfigureAwait(false) is { Count: > 0 } mistakes)
            return new RentalOutcome.Invalid(mistakes);
        // What was begun is finished, whoever hangs up: from here on it costs money.
        var number = PhoneNumber.Parse(entry.Number);
        var answer = await OrderOnceAsync(carrier, number, settings).ConfigureAwait(false);
        await NoteAsync(author, "rented", entry, answer).ConfigureAwait(false);
        return answer switch
        {
            CarrierAnswer.Refused refused => new RentalOutcome.Refused(refused.Why),
            CarrierAnswer.Unsure unsure => new RentalOutcome.Unsure(unsure.Why),
            _ => await TakeAsync(entry, author).ConfigureAwait(false),
        };
    }

    private async Task<RentalOutcome> TakeAsync(NumberEntry entry, Author author) =>
        await ApplyAsync(entry, author, dryRun: false, CancellationToken.None).ConfigureAwait(false) is { Count: > 0 } late
            ? new RentalOutcome.NotInMarket(late)
            : new RentalOutcome.Rented();

    /// <summary>Null when the number is of no carrier, so that there is nothing to give back.</summary>
    public async Task<CarrierAnswer?> GiveBackAsync(NumberEntry entry, Author author, CancellationToken cancel)
    {
        if (entry.Trunk is not { } trunk || CarrierOf(new TrunkId(trunk)) is not var (carrier, settings)) return null;
        var ours = await carrier.OfOursAsync(PhoneNumber.Parse(entry.Number), settings, cancel).ConfigureAwait(false);
        if (ours.Trouble is not null) return ours.Trouble;
        if (ours.Id is null) return new CarrierAnswer.Done();
        var answer = await carrier.GiveBackAsync(ours.Id, settings, CancellationToken.None).ConfigureAwait(false);
        await NoteAsync(author, "given_back", entry, answer).ConfigureAwait(false);
        return answer;
    }

    /// <summary>
    /// Rents a number, and leaves it to the caller what becomes of it. Null when the trunk is unknown or rents none.
    /// </summary>
    internal async Task<CarrierAnswer?> OrderAsync(TrunkId trunk, PhoneNumber number) =>
        CarrierOf(trunk) is var (carrier, settings)
            ? await OrderOnceAsync(carrier, number, settings).ConfigureAwait(false)
            : null;

    private static async Task<CarrierAnswer> OrderOnceAsync(
        INumberCarrier carrier, PhoneNumber number, IReadOnlyDictionary<string, string> settings)
    {
        var before = await carrier.OfOursAsync(number, settings, CancellationToken.None).ConfigureAwait(false);
        // Without knowing what is ours nothing was ordered yet.
        if (before.Trouble is CarrierAnswer.Unsure silent) return new CarrierAnswer.Refused(silent.Why);
        if (before.Trouble is not null) return before.Trouble;
        if (before.Id is not null) return new CarrierAnswer.Done();
        var answer = await carrier.OrderAsync(number, settings, CancellationToken.None).ConfigureAwait(false);
        if (answer is not CarrierAnswer.Unsure) return answer;
        var after = await carrier.OfOursAsync(number, settings, CancellationToken.None).ConfigureAwait(false);
        return after.Id is not null ? new CarrierAnswer.Done() : answer;
    }

    private (INumberCarrier Carrier, IReadOnlyDictionary<string, string> Settings)? CarrierOf(TrunkId id) =>
        shelf.Current.Trunks.TryGetValue(id, out var trunk) && trunk.Carrier is { } terms
            && carriers.FirstOrDefault(carrier => carrier.Form.Name == terms.Name) is { } found
                ? (found, terms.Settings)
                : null;

    /// <returns>What is wrong; empty when it is, or would be, in the market.</returns>
    private async Task<IReadOnlyList<Mistake>> ApplyAsync(NumberEntry entry, Author author, bool dryRun, CancellationToken cancel)
    {
        var part = MarketDocument.Empty with { Numbers = [entry] };
        for (var tries = 0; tries < TriesMax; tries++)
        {
            switch (await keeper.ApplyAsync(part, new ApplyOptions(author, dryRun), cancel).ConfigureAwait(false))
            {
                case ApplyResult.Applied: return [];
                case ApplyResult.Refused refused: return refused.Mistakes;
            }
        }

        return [new Mistake("", "busy", "The market is being changed too fast by others; try again.")];
    }

    private Task NoteAsync(Author author, string action, NumberEntry entry, CarrierAnswer answer)
    {
        var how = answer switch
        {
            CarrierAnswer.Refused refused => $": refused, {refused.Why}",
            CarrierAnswer.Unsure unsure => $": not sure, {unsure.Why}",
            _ => "",
        };
        return audit.NoteAsync(
            author, new AuditEntry($"number_{action}", $"number {entry.Number}", $"{entry.Number} at trunk {entry.Trunk}{how}"));
    }
}

/// <summary>What came of renting a number.</summary>
public abstract record RentalOutcome
{
    private RentalOutcome() { }

    public sealed record Rented : RentalOutcome;

    /// <summary>The trunk is unknown, or its carrier rents no numbers over us.</summary>
    public sealed record NoCarrier : RentalOutcome;

    /// <summary>The market would not take it; nothing was ordered.</summary>
    public sealed record Invalid(IReadOnlyList<Mistake> Mistakes) : RentalOutcome;

    /// <summary>The carrier said no.</summary>
    public sealed record Refused(string Why) : RentalOutcome;

    /// <summary>It may be ours. The same request again finds out.</summary>
    public sealed record Unsure(string Why) : RentalOutcome;

    /// <summary>It is ours, and the market was changed meanwhile so that it does not take it.</summary>
    public sealed record NotInMarket(IReadOnlyList<Mistake> Mistakes) : RentalOutcome;
}
