using System.Text;
using Bidline.Campaigns.Source;
using Bidline.Campaigns.Templates;

namespace Bidline.Campaigns.Compiling;

/// <summary>What the texts of one request may say.</summary>
/// <param name="Settings">Values that the market gives to a partner's template.</param>
/// <param name="SharesCaller">The caller's number may be in it.</param>
/// <param name="Kept">Names of bid values; null where there is no bid yet.</param>
/// <param name="SettingsPointer">Where a setting that is missing should be.</param>
internal sealed record TemplateScope(
    Findings Findings, IReadOnlyDictionary<string, string> Settings, bool SharesCaller, IReadOnlyCollection<string>? Kept,
    string SettingsPointer);

/// <summary>
/// Reads one text with fields: "{{caller.zip|00000}}" is the caller's zip, or 00000. Alternatives are fields; the last may
/// be a text.
/// </summary>
internal sealed class TextTemplateCompiler
{
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private readonly TemplateScope _scope;
    private readonly TextForm _form;
    private readonly bool _isJson;
    private readonly string _pointer;
    private bool _isInJsonText;

    private TextTemplateCompiler(TextForm form, TemplateScope scope, string pointer)
    {
        (_scope, _form, _pointer) = (scope, form, pointer);
        _isJson = form is TextForm.JsonText or TextForm.JsonValue;
    }

    public static TextTemplate Compile(string text, TextForm form, TemplateScope scope, string pointer)
    {
        var compiler = new TextTemplateCompiler(form, scope, pointer);
        compiler.Read(text);
        return new TextTemplate(compiler._parts);
    }

    private void Read(string text)
    {
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            Literally(text[at..open]);
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                Note("template_open", $"\"{Findings.Cut(text[open..])}\" has no }}}}.", "close it with }}");
                at = text.Length;
                break;
            }

            Field(text[(open + 2)..close]);
            at = close + 2;
        }

        Literally(text[at..]);
        Flush();
    }

    private void Literally(string text)
    {
        _literal.Append(text);
        if (!_isJson) return;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && _isInJsonText) i++;
            else if (text[i] == '"') _isInJsonText = !_isInJsonText;
        }
    }

    private void Field(string written)
    {
        var form = !_isJson ? _form : _isInJsonText ? TextForm.JsonText : TextForm.JsonValue;
        var names = written.Split('|', StringSplitOptions.TrimEntries);
        var fields = new List<TemplateField>();
        string? otherwise = null;
        foreach (var (place, name) in names.Index())
        {
            if (TemplateField.TryParse(name, out var field)) otherwise = Take(field, fields);
            else if (place > 0 && place == names.Length - 1) otherwise = name.Trim('\'');
            else NoteUnknown(name);
            if (otherwise is not null) break;
        }

        if (fields.Count == 0 && otherwise is not null)
        {
            // A setting in front of the path is part of the address that is checked when the market is applied.
            _literal.Append(_form == TextForm.Url && !IsPastHost() ? otherwise : Escaping.Of(otherwise, form));
            return;
        }

        if (_form == TextForm.Url && !IsPastHost() && fields.Count > 0)
            Note("template_host", "The host of a URL cannot come from the call.", "write the host out");
        Flush();
        var fallback = otherwise is null ? Escaping.Nothing(form) : Escaping.Of(otherwise, form);
        _parts.Add(new TemplatePart.Value(fields, form, Encoding.UTF8.GetBytes(fallback)));
    }

    /// <summary>The value of a setting, which ends the alternatives; null for any other field.</summary>
    private string? Take(TemplateField field, List<TemplateField> fields)
    {
        if (field.Kind == FieldKind.Setting)
        {
            if (_scope.Settings.TryGetValue(field.Name!, out var setting)) return setting;
            NoteMissing(field.Name!);
            return "invalid";
        }

        Check(field);
        fields.Add(field);
        return null;
    }

    // Told once, however often the template uses it.
    private void NoteMissing(string setting)
    {
        var at = Pointer.Join(_scope.SettingsPointer, setting);
        if (_scope.Findings.Mistakes.Any(mistake => mistake.Path == at)) return;
        _scope.Findings.Add(at, "missing", $"The template needs the setting \"{Findings.Cut(setting)}\".");
    }

    private void Check(TemplateField field)
    {
        if (field.IsCallerNumber && !_scope.SharesCaller)
        {
            Note(
                "template_caller", "The caller's number is not shared with this bidder before it has won.",
                "set share_caller: full, or leave the number for confirm");
        }

        if (!field.IsOfBid) return;
        if (_scope.Kept is null)
            Note("template_bid", "There is no bid yet when this is sent.", "fields of the bid are for confirm");
        else if (field.Kind == FieldKind.BidKept && !_scope.Kept.Contains(field.Name!))
        {
            Note(
                "unknown_field", $"The answer keeps no \"{Findings.Cut(field.Name!)}\".",
                Spelling.Hint(field.Name!, _scope.Kept) ?? "name it under answer.keep");
        }
    }

    private void NoteUnknown(string name)
    {
        var known = TemplateField.Known
            .Where(field => _scope.Kept is not null || !field.StartsWith("bid.", StringComparison.Ordinal));
        var hint = TemplateField.Known.Contains("caller." + name)
            ? $"did you mean \"caller.{name}\"?"
            : Spelling.Hint(name, known) ?? "a tag is named like \"tags.age\"";
        Note("unknown_field", $"\"{Findings.Cut(name)}\" is not a field.", hint);
    }

    // "https://host/" and all that follows is path and query.
    private bool IsPastHost()
    {
        if (_parts.Count > 0) return true;
        var text = _literal.ToString();
        var host = text.IndexOf("://", StringComparison.Ordinal);
        return host >= 0 && text.AsSpan(host + 3).IndexOfAny('/', '?') >= 0;
    }

    private void Flush()
    {
        if (_literal.Length == 0) return;
        _parts.Add(new TemplatePart.Literal(Encoding.UTF8.GetBytes(_literal.ToString())));
        _literal.Clear();
    }

    private void Note(string code, string detail, string? hint) => _scope.Findings.Add(_pointer, code, detail, hint);
}
