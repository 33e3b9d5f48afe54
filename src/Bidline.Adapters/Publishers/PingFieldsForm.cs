using System.Text;

namespace Bidline.Adapters.Publishers;

/// <summary>Reads "name=value&amp;name=value".</summary>
internal static class PingFieldsForm
{
    public static void Read(PingFields fields, ReadOnlySpan<byte> body)
    {
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&', PingFields.FieldsMax + 2))
        {
            if (pair.Length == 0) continue;
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            fields.Add(Decode(at < 0 ? pair : pair[..at]), at < 0 ? "" : Decode(pair[(at + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
