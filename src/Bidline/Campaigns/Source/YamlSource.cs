using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bidline.Campaigns.Source;

/// <summary>
/// Reads YAML into source nodes from the parser's events. Anchors, aliases and tags are refused outright: a market
/// file needs none, and they are how a short text grows without end.
/// </summary>
internal sealed class YamlSource
{
    private readonly List<Mistake> _mistakes = [];
    private readonly Parser _parser;

    private YamlSource(string text) => _parser = new Parser(new StringReader(text));

    public static SourceText Read(string text)
    {
        var source = new YamlSource(text);
        try
        {
            return source.ReadStream();
        }
        catch (InvalidOperationException)
        {
            // What the scanner says of a plain text that goes on with too little before it.
            return SourceText.Broken(
                "syntax", "This is not YAML: a line goes on with less space before it than where it began.",
                At(source._parser.Current?.End ?? Mark0), "put more spaces before it, or quote the text");
        }
        catch (YamlException problem)
        {
            return SourceText.Broken("syntax", $"This is not YAML: {problem.Message}", At(problem.Start));
        }
    }

    private SourceText ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return Empty();
        _parser.Consume<DocumentStart>();
        var root = ReadNode("", 0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            var second = At(_parser.Current?.Start ?? Mark0);
            return SourceText.Broken(
                "second_document", "There is a second document after '---'.", second, "give each its own file");
        }

        return new SourceText(root, _mistakes);
    }

    private SourceNode ReadNode(string pointer, int depth)
    {
        if (depth > SourceText.DepthMax) throw new YamlException(Here(), Here(), "it is nested too deep.");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            Refuse(pointer, alias.Start, $"An alias (*{alias.Value}) is not accepted.");
            return new SourceNode.Scalar(At(alias.Start), "", ScalarForm.Null);
        }

        if (_parser.TryConsume<Scalar>(out var scalar)) return ReadScalar(scalar, pointer);
        if (_parser.TryConsume<SequenceStart>(out var list)) return ReadList(list, pointer, depth);
        return ReadMap(_parser.Consume<MappingStart>(), pointer, depth);
    }

    private SourceNode.Scalar ReadScalar(Scalar scalar, string pointer)
    {
        CheckDecoration(scalar, pointer);
        var form = scalar switch
        {
            { Style: not ScalarStyle.Plain } => ScalarForm.Quoted,
            { Value: "" or "~" or "null" or "Null" or "NULL" } => ScalarForm.Null,
            _ => ScalarForm.Plain,
        };
        return new SourceNode.Scalar(At(scalar.Start), scalar.Value, form);
    }

    private SourceNode.List ReadList(SequenceStart start, string pointer, int depth)
    {
        CheckDecoration(start, pointer);
        var items = new List<SourceNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(Pointer.Join(pointer, items.Count), depth + 1));
        return new SourceNode.List(At(start.Start), items);
    }

    private SourceNode.Map ReadMap(MappingStart start, string pointer, int depth)
    {
        CheckDecoration(start, pointer);
        var fields = new List<SourceField>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(pointer, depth + 1) is not SourceNode.Scalar key)
                throw new YamlException(Here(), Here(), "a key must be a word.");
            var value = ReadNode(Pointer.Join(pointer, key.Text), depth + 1);
            fields.Add(new SourceField(key.Text, key.At, value));
        }

        return new SourceNode.Map(At(start.Start), fields);
    }

    private void CheckDecoration(NodeEvent node, string pointer)
    {
        if (!node.Anchor.IsEmpty) Refuse(pointer, node.Start, $"An anchor (&{node.Anchor.Value}) is not accepted.");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            Refuse(pointer, node.Start, $"A tag ({node.Tag.Value}) is not accepted.");
    }

    private void Refuse(string pointer, YamlDotNet.Core.Mark start, string detail)
    {
        var at = At(start);
        _mistakes.Add(new Mistake(pointer, "yaml_feature", detail, "write the value out", at.Line, at.Column));
    }

    private static SourceText Empty() => new(new SourceNode.Map(new Mark(1, 1), []), []);

    private static YamlDotNet.Core.Mark Mark0 => YamlDotNet.Core.Mark.Empty;

    private YamlDotNet.Core.Mark Here() => _parser.Current?.Start ?? Mark0;

    private static Mark At(YamlDotNet.Core.Mark mark) => new((int)mark.Line, (int)mark.Column);
}
