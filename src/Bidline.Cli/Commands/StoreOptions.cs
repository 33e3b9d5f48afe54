using System.CommandLine;
using Bidline.Storage;

namespace Bidline.Cli.Commands;

/// <summary>The flags that say where a server keeps its data: shared by all verbs that open it.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string> _data = Twin.Text(
        "--data", "BIDLINE__DATA", "Directory for everything that is kept.", "./bidline-data");

    private readonly Option<string?> _store = Twin.Optional(
        "--store", "BIDLINE__STORE", "What keeps calls and money: sqlite, or postgres where --postgres is given.")
        .OneOf("sqlite", "postgres");

    private readonly SecretOption _postgres = new(
        "--postgres", "BIDLINE__POSTGRES", "Connection to a PostgreSQL database.");

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_store);
        command.Add(_postgres);
    }

    public StoreSettings Read(ParseResult parsed)
    {
        var connection = _postgres.Read(parsed);
        var store = parsed.GetValue(_store) ?? (connection is null ? "sqlite" : "postgres");
        if (store == "postgres" && connection is null)
        {
            throw new CommandException(
                "--store postgres needs --postgres with a connection, as in \"Host=127.0.0.1;Database=bidline\".",
                ExitCode.BadInput);
        }

        return new StoreSettings(
            store == "postgres" ? StoreKind.Postgres : StoreKind.Sqlite, parsed.GetValue(_data)!, connection);
    }
}
