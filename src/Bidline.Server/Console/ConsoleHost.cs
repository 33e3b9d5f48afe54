using Bidline.Calls;
using Bidline.Server.Console.Blocked;
using Bidline.Server.Console.Books;
using Bidline.Server.Console.Books.Carriers;
using Bidline.Server.Console.Books.Corrections;
using Bidline.Server.Console.Books.Debts;
using Bidline.Server.Console.Books.Payouts;
using Bidline.Server.Console.Books.Wallets;
using Bidline.Server.Console.Call;
using Bidline.Server.Console.Call.Sounds;
using Bidline.Server.Console.Calls;
using Bidline.Server.Console.Campaigns;
using Bidline.Server.Console.Checks;
using Bidline.Server.Console.Entrance;
using Bidline.Server.Console.History;
using Bidline.Server.Console.Home;
using Bidline.Server.Console.Lookups;
using Bidline.Server.Console.Pings;
using Bidline.Server.Console.Pools;
using Bidline.Server.Console.Reports;
using Bidline.Server.Console.TrackingNumbers;
using Bidline.Server.Console.Watching;
using Bidline.Server.Hosting;
using Bidline.Server.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Bidline.Server.Console;

/// <summary>Puts the web console into a host. It stands on the same classes as the REST API.</summary>
internal static class ConsoleHost
{
    /// <summary>How long a page that lost its connection is kept for its return; longer only costs memory.</summary>
    private static readonly TimeSpan KeptForReturn = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddConsole(this IServiceCollection services, ServeSettings settings)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = KeptForReturn;
            circuits.DisconnectedCircuitMaxRetained = 50;
        });
        services.AddMudServices();
        ConsoleAccess.Add(services, settings);
        services.AddSingleton<SignedIn>();
        services.AddSingleton<NumberReveal>();
        services.AddSingleton<BlockDesk>();
        services.AddSingleton<DeliveryDesk>();
        services.AddSingleton<CorrectionDesk>();
        services.AddSingleton<PayoutCounter>();
        services.AddSingleton<WriteOffCounter>();
        services.AddSingleton<WalletCounter>();
        services.AddSingleton<CarrierDesk>();
        services.AddSingleton<CallReading>();
        services.AddSingleton<SoundDesk>();
        services.AddSingleton<CallWatch>();
        services.AddSingleton<HandedOver>();
        services.AddScoped<Handover>();
        services.AddSingleton<HomeFigures>();
        services.AddSingleton<CallsReader>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<PingsReading>();
        services.AddSingleton<PortalReading>();
        services.AddSingleton<PoolsReading>();
        services.AddSingleton<NumberDesk>();
        services.AddSingleton<LookupDesk>();
        services.AddSingleton<RentalDesk>();
        services.AddSingleton<CampaignFigures>();
        services.AddSingleton<CampaignsReading>();
        services.AddSingleton<ChecksReading>();
        services.AddSingleton<HistoryReading>();
        services.AddScoped<Connection>();
        services.AddScoped<CircuitHandler>(circuit => circuit.GetRequiredService<Connection>());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StillSignedIn>();
        return services;
    }

    /// <summary>Before the API is mapped: authentication comes before everything that may refuse.</summary>
    public static void MapConsole(this WebApplication app)
    {
        // Only of a proxy on this machine, which is all that the middleware trusts unless told otherwise.
        app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        });
        // Before what pages need: pings are answered here, and none of that is for them.
        app.UseRouting();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(ConsoleHeaders.WriteAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapPost("/sign-out", SignOut.DoAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/calls.csv", CallsExport.WriteAsync).RequireAuthorization(ConsoleAccess.Policy).ExcludeFromDescription();
        app.MapGet("/reports.csv", ReportFile.WriteAsync).RequireAuthorization(ConsoleAccess.Policy).ExcludeFromDescription();
        app.MapGet("/money/statements/{file}", StatementDocuments.WriteAsync).RequireAuthorization(ConsoleAccess.Policy)
            .ExcludeFromDescription();
        app.MapGet("/money/payouts/{file}", PayoutFiles.WriteAsync).RequireAuthorization(ConsoleAccess.Policy)
            .ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(
            options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
