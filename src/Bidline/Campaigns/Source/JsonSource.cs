using System.Text;
using System.Text.Json;

namespace Bidline.Campaigns.Source;

/// <summary>Reads JSON into source nodes. Numbers keep the text they were written with, so that no amount is a double.</summary>
internal static class JsonSource
{
    public static SourceText Read(ReadOnlyMemory<byte> utf8)
    {
        var reading = new Reading(utf8);
        try
        {
            return new SourceText(reading.ReadRoot(), []);
        }
        catch (JsonException problem)
        {
            var at = new Mark((int)(problem.LineNumber ?? 0) + 1, (int)(problem.BytePositionInLine ?? 0) + 1);
            var message = problem.Message.Split(" LineNumber:")[0];
            return SourceText.Broken("syntax", $"This is not JSON: {message}", at);
        }
        catch (InvalidOperationException)
        {
            return SourceText.Broken("syntax", "This is not JSON: a text holds half of a character.", new Mark(1, 1));
        }
    }

    private sealed class Reading(ReadOnlyMemory<byte> utf8)
    {
        private int _seen;
        private int _line = 1;
        private int _lineStart;

        public SourceNode ReadRoot()
        {
            var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = SourceText.DepthMax });
            reader.Read();
            var root = ReadValue(ref reader);
            while (reader.Read())
            {
                // Utf8JsonReader throws on anything after the value; nothing is left to do here.
            }

            return root;
        }

        private SourceNode ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMap(ref reader),
            JsonTokenType.StartArray => ReadList(ref reader),
            JsonTokenType.String => new SourceNode.Scalar(At(reader), reader.GetString() ?? "", ScalarForm.Quoted),
            JsonTokenType.Null => new SourceNode.Scalar(At(reader), "", ScalarForm.Null),
            _ => new SourceNode.Scalar(At(reader), Encoding.UTF8.GetString(reader.ValueSpan), ScalarForm.Plain),
        };

        private SourceNode.List ReadList(ref Utf8JsonReader reader)
        {
            var at = At(reader);
            var items = new List<SourceNode>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader));
            return new SourceNode.List(at, items);
        }

        private SourceNode.Map ReadMap(ref Utf8JsonReader reader)
        {
            var at = At(reader);
            var fields = new List<SourceField>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (key, keyAt) = (reader.GetString() ?? "", At(reader));
                reader.Read();
                fields.Add(new SourceField(key, keyAt, ReadValue(ref reader)));
            }

            return new SourceNode.Map(at, fields);
        }

        private Mark At(in Utf8JsonReader reader)
        {
            var start = (int)reader.TokenStartIndex;
            var between = utf8.Span[_seen..start];
            while (between.IndexOf((byte)'\n') is >= 0 and var newline)
            {
                _line++;
                _lineStart = start - between.Length + newline + 1;
                between = between[(newline + 1)..];
            }

            _seen = start;
            return new Mark(_line, Encoding.UTF8.GetCharCount(utf8.Span[_lineStart..start]) + 1);
        }
    }
}
