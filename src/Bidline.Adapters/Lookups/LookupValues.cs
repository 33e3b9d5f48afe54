using Bidline.Adapters.Buyers;
using Bidline.Campaigns.Templates;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>What the fields of a template are for one caller who is asked about.</summary>
internal sealed class LookupValues(CallerQuestion question)
{
    private readonly PhoneNumber? _caller = question.Caller.IsSet ? question.Caller : null;

    public string? Of(TemplateField field) => field.Kind switch
    {
        FieldKind.CallerNumber => _caller?.E164,
        FieldKind.CallerDigits => _caller?.E164[1..],
        FieldKind.CallerNational => _caller is { } caller ? NationalNumber.Of(caller) : null,
        FieldKind.CallerPrefix => American?[5..8],
        FieldKind.CallerLine => American?[8..],
        FieldKind.AreaCode => _caller?.AreaCode,
        FieldKind.Zip => question.Tags.GetValueOrDefault("zip"),
        FieldKind.Tag => question.Tags.GetValueOrDefault(field.Name!),
        FieldKind.CallId => question.Call.ToString(),
        FieldKind.Campaign => question.Campaign.Value,
        _ => null,
    };

    private string? American => _caller is { AreaCode: not null } known ? known.E164 : null;
}
