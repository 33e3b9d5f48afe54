using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tracking.Carriers;

/// <summary>
/// A carrier that numbers are rented from. Never throws for what the carrier does: that is the answer. Throws
/// <see cref="OperationCanceledException"/> when the caller gives up. Safe on any thread.
/// </summary>
public interface INumberCarrier
{
    /// <summary>What a market has to say to use it.</summary>
    CarrierForm Form { get; }

    Task<NumbersFound> FindAsync(
        NumberWish wish, IReadOnlyDictionary<string, string> settings, CancellationToken cancel);

    /// <summary>The carrier's own id of a number that this account rents already.</summary>
    Task<NumberOfOurs> OfOursAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel);

    /// <summary>Rents it, and has it ring at the connection that the settings name.</summary>
    Task<CarrierAnswer> OrderAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel);

    /// <param name="id">As <see cref="OfOursAsync"/> told it.</param>
    Task<CarrierAnswer> GiveBackAsync(
        string id, IReadOnlyDictionary<string, string> settings, CancellationToken cancel);
}

/// <summary>What kind of number is looked for.</summary>
/// <param name="Country">ISO 3166: "US".</param>
/// <param name="IsTollFree">Otherwise a local one.</param>
/// <param name="AreaCode">Three digits; null for any.</param>
/// <param name="Contains">Digits somewhere in it; null for any.</param>
/// <param name="Count">How many are shown, 1 to <see cref="CountMax"/>.</param>
public sealed record NumberWish(string Country, bool IsTollFree, string? AreaCode, string? Contains, int Count)
{
    public const int CountMax = 50;
}

/// <summary>A number that a carrier would rent to us.</summary>
/// <param name="Place">Town or rate centre; null where the carrier does not say.</param>
/// <param name="Region">State; null likewise.</param>
/// <param name="Monthly">What it costs a month; null where the carrier's search does not say.</param>
/// <param name="Once">What it costs to get; null likewise.</param>
public sealed record NumberForRent(PhoneNumber Number, string? Place, string? Region, Money? Monthly, Money? Once);

/// <param name="Trouble">Null when the carrier answered; then the list is what it has.</param>
public sealed record NumbersFound(IReadOnlyList<NumberForRent> Numbers, CarrierAnswer? Trouble);

/// <param name="Id">Null when this account does not rent the number, or when there was trouble.</param>
/// <param name="Trouble">Null when the carrier answered.</param>
public sealed record NumberOfOurs(string? Id, CarrierAnswer? Trouble);

/// <summary>What came of one request to a carrier.</summary>
public abstract record CarrierAnswer
{
    private CarrierAnswer() { }

    public sealed record Done : CarrierAnswer;

    /// <summary>Nothing was done.</summary>
    /// <param name="Why">In the carrier's words where it has some.</param>
    public sealed record Refused(string Why) : CarrierAnswer;

    /// <summary>No answer that says so or so: it may have been done.</summary>
    public sealed record Unsure(string Why) : CarrierAnswer;
}
