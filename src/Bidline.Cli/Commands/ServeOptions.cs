using System.CommandLine;
using Bidline.Accounts;
using Bidline.Server.Hosting;

namespace Bidline.Cli.Commands;

/// <summary>The flags of a server process and their environment twins.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string> _http = Twin.Text(
        "--http", "BIDLINE__HTTP", "Where console and API listen; port 0 takes a free one.", "127.0.0.1:8080");

    private readonly Option<string> _sip = Twin.Text(
        "--sip", "BIDLINE__SIP", "Where calls come in, UDP and TCP.", "127.0.0.1:5060");

    private readonly Option<string> _rtp = Twin.Text(
        "--rtp", "BIDLINE__RTP", "Ports for the sound of calls.", "20000-29999");

    private readonly Option<string> _bids = Twin.Text(
        "--bids", "BIDLINE__BIDS", "Where bids are kept.", "duckdb").OneOf("duckdb");

    private readonly Option<string> _role = Twin.Text(
        "--role", "BIDLINE__ROLE", "Which part of a cluster this process is; one process is all.", "all").OneOf("all");

    private readonly Option<string[]> _apply = Twin.Many(
        "--apply", "BIDLINE__APPLY", "Market file applied before the server is ready; may repeat.");

    private readonly Option<bool> _allowPrivate = Twin.Flag(
        "--allow-private", "BIDLINE__ALLOWPRIVATE",
        "Bidders and SIP targets may live on loopback and private networks.");

    private readonly SecretOption _adminKey = new(
        "--admin-key", "BIDLINE__ADMINKEY",
        "API key of the first administrator; without it the first start prints a set-up link.");

    private readonly SecretOption _stripeSecret = new(
        "--stripe-secret", "BIDLINE__STRIPESECRET",
        "Secret (whsec_…) of Stripe's webhook endpoint; without it nothing is taken from Stripe.");

    private readonly StoreOptions _store = new();

    public void AddTo(Command command)
    {
        _store.AddTo(command);
        foreach (var option in (Option[])[_http, _sip, _rtp, _bids, _role, _apply, _allowPrivate, _adminKey, _stripeSecret])
            command.Add(option);
    }

    public ServeSettings Read(ParseResult parsed)
    {
        var (first, last) = Twin.Ports(parsed.GetValue(_rtp)!, "--rtp");
        var store = _store.Read(parsed);
        foreach (var file in parsed.GetValue(_apply)!)
        {
            if (!File.Exists(file))
                throw new CommandException($"There is no file {file} (--apply).", ExitCode.BadInput);
        }

        var adminKey = _adminKey.Read(parsed);
        if (adminKey is { Length: < ApiKeys.BootstrapLengthMin })
        {
            throw new CommandException(
                $"--admin-key wants at least {ApiKeys.BootstrapLengthMin} characters: a shorter one could be guessed.",
                ExitCode.BadInput);
        }

        return new ServeSettings(
            store.DataDirectory,
            Twin.Endpoint(parsed.GetValue(_http)!, "--http"),
            Twin.Endpoint(parsed.GetValue(_sip)!, "--sip"),
            first,
            last,
            store.Kind,
            store.PostgresConnection,
            parsed.GetValue(_apply)!,
            parsed.GetValue(_allowPrivate),
            adminKey)
        {
            StripeSecret = _stripeSecret.Read(parsed),
        };
    }
}
