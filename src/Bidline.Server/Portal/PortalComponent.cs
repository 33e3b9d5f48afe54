using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Portal;

/// <summary>
/// A page of one publisher's portal: shown to that publisher and to staff, and to others as if there were none.
/// </summary>
public abstract class PortalComponent : ComponentBase
{
    [Parameter]
    public string Publisher { get; set; } = "";

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    [Inject]
    public required BookShelf Shelf { get; set; }

    /// <summary>Null where there is no such publisher, or it is another's reader.</summary>
    protected Publisher? Own { get; private set; }

    protected TimeZoneInfo Zone => Own?.TimeZone ?? Shelf.Current.TimeZone;

    protected IEnumerable<PingEndpoint> Endpoints => Own is null ? [] : Shelf.Current.Endpoints.Values
        .Where(it => it.Publisher == Own.Id).OrderBy(it => it.Id.Value, StringComparer.Ordinal);

    protected sealed override async Task OnInitializedAsync()
    {
        var id = new PublisherId(Publisher);
        if (PortalAccess.MaySee(Http.User, id)) Own = Shelf.Current.Publishers.GetValueOrDefault(id);
        if (Own is not null && !await ReadAsync(Own)) Own = null;
    }

    /// <summary>Reads what is shown. False where there is no such thing of this publisher's.</summary>
    protected abstract Task<bool> ReadAsync(Publisher own);
}
