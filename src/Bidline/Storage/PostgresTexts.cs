using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Bidline.Storage;

/// <summary>
/// Statements as PostgreSQL takes them, so that each is parsed and planned once a connection: Npgsql prepares a text for
/// the types of its parameters, and a null of no type would not match them. A null is therefore sent with the type that
/// its parameter had before.
/// </summary>
internal sealed partial class PostgresTexts
{
    /// <summary>Beyond any number of statements that the program has: only a bug could make texts without end.</summary>
    private const int KnownMax = 512;

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    public NpgsqlBatchCommand Command(Statement statement)
    {
        if (!_known.TryGetValue(statement.Sql, out var known))
        {
            if (_known.Count >= KnownMax) _known.Clear();
            _known[statement.Sql] = known = new Known(statement);
        }

        known.Learn(statement.Parameters);
        var command = new NpgsqlBatchCommand(known.Text);
        for (var i = 0; i < statement.Parameters.Length; i++)
            command.Parameters.Add(known.Parameter(i, statement.Parameters[i]));
        return command;
    }

    private static NpgsqlDbType TypeOf(object value) => value switch
    {
        string => NpgsqlDbType.Text,
        long => NpgsqlDbType.Bigint,
        int => NpgsqlDbType.Integer,
        bool => NpgsqlDbType.Boolean,
        double => NpgsqlDbType.Double,
        _ => NpgsqlDbType.Bytea,
    };

    [GeneratedRegex("@p[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private sealed class Known(Statement first)
    {
        private readonly NpgsqlDbType?[] _types = new NpgsqlDbType?[first.Parameters.Length];

        // Npgsql would otherwise parse the text for names on every execution.
        public string Text { get; private set; } =
            Name().Replace(first.Sql, match => $"${int.Parse(match.ValueSpan[2..]) + 1}");

        /// <summary>A type that was not known changes the text by a space: the one before was prepared without it.</summary>
        public void Learn(object?[] values)
        {
            var isNew = false;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is not { } value || _types[i] is not null) continue;
                _types[i] = TypeOf(value);
                isNew = true;
            }

            if (isNew) Text += " ";
        }

        public NpgsqlParameter Parameter(int place, object? value)
        {
            var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
            if (value is null && _types[place] is { } type) parameter.NpgsqlDbType = type;
            return parameter;
        }
    }
}
