namespace Bidline.Enrichment.Places;

/// <summary>
/// Where the visitor's network address was. Tags of their own: an address is often only near to where somebody lives, so it
/// is never taken for the caller's state or ZIP code.
/// </summary>
public sealed class VisitPlaceSource : IEnrichmentSource
{
    public string Name => "visit_address";

    public TimeSpan Budget => Enricher.Budget;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        if (question.Place is not { } place) return ValueTask.FromResult(SourceAnswer.Nothing);
        var facts = new List<Fact>(4);
        if (place.Country is { } country) facts.Add(new Fact("ip_country", country));
        if (place.State is { } state) facts.Add(new Fact("ip_state", state));
        if (place.City is { } city) facts.Add(new Fact("ip_city", city));
        if (place.Zip is { } zip) facts.Add(new Fact("ip_zip", zip));
        return ValueTask.FromResult(new SourceAnswer(facts) { AsOf = place.AsOf });
    }
}
