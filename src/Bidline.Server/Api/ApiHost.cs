using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Billing.Documents;
using Bidline.Billing.Payments;
using Bidline.Billing.Payouts;
using Bidline.Billing.Reconciling;
using Bidline.Billing.Wallets;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Pings;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Postbacks.Notices;
using Bidline.Postbacks.Trackers;
using Bidline.Privacy;
using Bidline.Qualification;
using Bidline.Reports;
using Bidline.Screening;
using Bidline.Sip.Trials;
using Bidline.Storage;
using Bidline.Tracking;
using Bidline.Tracking.Carriers;
using Bidline.Tracking.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bidline.Server.Api;

/// <summary>Puts the REST API into a host.</summary>
public static class ApiHost
{
    /// <summary>
    /// Adds what the API needs besides Store, BookShelf, Ledger, CallLog, CallFeed, BidderTrial, CallSimulator and
    /// TimeProvider, which the host has: keys and users, the market's keeper and its archive, and the reference.
    /// </summary>
    public static IServiceCollection AddApi(this IServiceCollection services, ApiSettings settings)
    {
        if (settings.AdminKey is { Length: < ApiKeys.BootstrapLengthMin })
        {
            throw new ArgumentException(
                $"The admin key of the environment has fewer than {ApiKeys.BootstrapLengthMin} characters: it could be guessed.",
                nameof(settings));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Audit>();
        services.TryAddSingleton<Pings.TransferPages>();
        services.TryAddSingleton<Users>();
        services.TryAddSingleton<SignIn>();
        services.TryAddSingleton<SetupLinks>();
        services.TryAddSingleton<OnceOnly>();
        services.TryAddSingleton<WalletReading>();
        services.TryAddSingleton<WalletDesk>();
        services.TryAddSingleton<PaymentDesk>();
        services.TryAddSingleton<PeriodClosing>();
        services.TryAddSingleton<StatementReading>();
        services.TryAddSingleton<PayoutDesk>();
        services.TryAddSingleton<CarrierImport>();
        services.TryAddSingleton<MarketArchive>();
        services.TryAddSingleton<CallQueries>();
        services.TryAddSingleton<Reporter>();
        services.AddSingleton<MetricSource>(s => ReportMetrics.Of(s.GetRequiredService<Reporter>()));
        services.TryAddSingleton<PingQueries>();
        services.TryAddSingleton<PingReading>();
        services.TryAddSingleton<PingUseQueries>();
        services.TryAddSingleton<NumberPools>();
        services.TryAddSingleton<PoolQueries>();
        services.TryAddSingleton<NumberQueries>();
        services.TryAddSingleton<NumberRental>();
        services.TryAddSingleton<PlaceTestCall>(TestPhone.CallAsync);
        services.TryAddSingleton<NumberTests>();
        services.TryAddSingleton<BlockedCallers>();
        services.TryAddSingleton<AppendShelf>();
        services.TryAddSingleton<Switchboard>();
        services.TryAddSingleton<ConversionBooking>();
        services.TryAddSingleton<Conversions>();
        services.TryAddSingleton<SignedOnce>();
        services.TryAddSingleton(CorrectionSettings.Default);
        services.TryAddSingleton<DebtReading>();
        services.TryAddSingleton<WriteOffs>();
        services.TryAddSingleton<DisputeBooking>();
        services.TryAddSingleton<Disputes>();
        services.TryAddSingleton<Adjustments>();
        services.TryAddSingleton<EarlierCalls>();
        services.TryAddSingleton<CallEraser>();
        services.TryAddSingleton<Eraser>();
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<CallerLooks>();
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<PostbackLog>();
        services.TryAddSingleton<NoticeSecrets>();
        services.TryAddSingleton<TrackerTrial>();
        services.TryAddSingleton(provider => new ApiKeys(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<Audit>(),
            provider.GetRequiredService<TimeProvider>(),
            settings.AdminKey));
        services.TryAddSingleton(provider => Keeper(provider, settings));
        services.AddSingleton(settings);
        services.TryAddSingleton<MarketSchedule>();
        services.TryAddSingleton<SimulationDesk>();
        services.TryAddSingleton<AnswerMapping>();
        services.AddSingleton<CallCounters>();
        services.AddHostedService(provider => provider.GetRequiredService<CallCounters>());
        services.ConfigureHttpJsonOptions(options => MarketJson.Configure(options.SerializerOptions));
        Access.Add(services);
        ApiReference.Add(services);
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseWhen(IsApi, branch =>
        {
            branch.UseExceptionHandler(failed => failed.Run(AnswerFailureAsync));
            branch.UseStatusCodePages(pages => AnswerEmptyAsync(pages.HttpContext));
            branch.Use((context, next) =>
            {
                RequestIds.Of(context);
                return context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
                    ? Problem.Nul(context).ExecuteAsync(context)
                    : next(context);
            });
        });
        PublisherRoutes.Map(app);
        BuyerRoutes.Map(app);
        GroupRoutes.Map(app);
        TargetRoutes.Map(app);
        BidRuleRoutes.Map(app);
        NoticeRoutes.Map(app);
        TrackerRoutes.Map(app);
        NoticeSecretRoutes.Map(app);
        BidderRoutes.Map(app);
        BidderReadingRoutes.Map(app);
        BidderHealthRoutes.Map(app);
        PartnerRoutes.Map(app);
        CampaignRoutes.Map(app);
        SimulationRoutes.Map(app);
        RecordingRoutes.Map(app);
        NumberRoutes.Map(app);
        PoolRoutes.Map(app);
        PageCheckRoutes.Map(app);
        VisitRoutes.Map(app);
        TrunkRoutes.Map(app);
        RentalRoutes.Map(app);
        EndpointRoutes.Map(app);
        PingRoutes.Map(app);
        ListRoutes.Map(app);
        LookupRoutes.Map(app);
        LookupFileRoutes.Map(app);
        AppendRoutes.Map(app);
        MarketRoutes.Map(app);
        VersionRoutes.Map(app);
        CallRoutes.Map(app);
        ReportRoutes.Map(app);
        PrivacyRoutes.Map(app);
        BlockedCallerRoutes.Map(app);
        ConversionRoutes.Map(app);
        DisputeRoutes.Map(app);
        AdjustmentRoutes.Map(app);
        DebtRoutes.Map(app);
        LedgerRoutes.Map(app);
        TopUpRoutes.Map(app);
        RefundRoutes.Map(app);
        TopUpImportRoutes.Map(app);
        WalletRoutes.Map(app);
        StatementRoutes.Map(app);
        PayoutRoutes.Map(app);
        ReconciliationRoutes.Map(app);
        PaymentRoutes.Map(app);
        KeyRoutes.Map(app);
        UserRoutes.Map(app);
        AuditRoutes.Map(app);
        StreamRoutes.Map(app);
        HealthRoutes.Map(app);
        MetricRoutes.Map(app);
        ApiReference.Map(app);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/v1");

    private static MarketKeeper Keeper(IServiceProvider provider, ApiSettings settings)
    {
        var ledger = provider.GetRequiredService<Ledger>();
        return new MarketKeeper(
            provider.GetRequiredService<MarketArchive>(),
            provider.GetRequiredService<BookShelf>(),
            settings.Protocols,
            settings.AllowPrivate,
            ledger.OpenAsync,
            provider.GetRequiredService<TimeProvider>(),
            settings.Partners,
            settings.Addresses,
            [.. (provider.GetService<IReadOnlyList<IAdPlatform>>() ?? []).Select(platform => platform.Form)],
            [.. (provider.GetService<IReadOnlyList<INumberCarrier>>() ?? []).Select(carrier => carrier.Form)]);
    }

    private static Task AnswerFailureAsync(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        return failure is StoreException store
            ? Problem.Answer(context, 503, "store", "The store could not do it; try again.", store.Message).ExecuteAsync(context)
            : Problem.Answer(context, 500, "internal", "Something is broken on our side.",
                "The server's log has the details under the request id.").ExecuteAsync(context);
    }

    private static Task AnswerEmptyAsync(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Problem.Answer(context, 404, "not_found", "There is nothing at this address.").ExecuteAsync(context),
        405 => Problem.Answer(context, 405, "method_not_allowed", "This method is not for this address.",
            $"Allowed: {context.Response.Headers.Allow}.").ExecuteAsync(context),
        var status => Problem.Answer(context, status, "refused", "The request was refused.").ExecuteAsync(context),
    };
}
