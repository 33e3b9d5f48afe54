using System.Buffers;
using System.Text;

namespace Bidline.Campaigns.Templates;

/// <summary>Where the values of fields come from. Null or empty means that a field is not known.</summary>
public delegate string? FieldValues(TemplateField field);

/// <summary>
/// A text with fields of the call in it, compiled: "{"zip":"{{caller.zip|00000}}"}". Immutable; writing it depends on
/// the values alone.
/// </summary>
public sealed class TextTemplate
{
    private readonly IReadOnlyList<TemplatePart> _parts;

    internal TextTemplate(IReadOnlyList<TemplatePart> parts) => _parts = parts;

    /// <summary>Every field that may be written.</summary>
    public IEnumerable<TemplateField> Fields => _parts.OfType<TemplatePart.Value>().SelectMany(part => part.Fields);

    /// <summary>The same for every call.</summary>
    public bool IsFixed => _parts.All(part => part is TemplatePart.Literal);

    public void Write(IBufferWriter<byte> to, FieldValues values)
    {
        foreach (var part in _parts) part.Write(to, values);
    }

    public string Render(FieldValues values)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(buffer, values);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

internal abstract record TemplatePart
{
    private TemplatePart()
    {
    }

    public abstract void Write(IBufferWriter<byte> to, FieldValues values);

    public sealed record Literal(ReadOnlyMemory<byte> Utf8) : TemplatePart
    {
        public override void Write(IBufferWriter<byte> to, FieldValues values) => to.Write(Utf8.Span);
    }

    /// <param name="Fields">The first that is known is written.</param>
    /// <param name="Otherwise">Written when none is known, escaped already.</param>
    public sealed record Value(IReadOnlyList<TemplateField> Fields, TextForm Form, ReadOnlyMemory<byte> Otherwise)
        : TemplatePart
    {
        public override void Write(IBufferWriter<byte> to, FieldValues values)
        {
            foreach (var field in Fields)
            {
                if (values(field) is not { Length: > 0 } value) continue;
                Encoding.UTF8.GetBytes(Escaping.Of(value, Form), to);
                return;
            }

            to.Write(Otherwise.Span);
        }
    }
}
