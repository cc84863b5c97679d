using System.Globalization;
using System.Text;

namespace Streaming.SampleData;

/// <summary>Text as it stands between the quotes of a JSON string.</summary>
internal static class JsonText
{
    /// <summary>
    /// The text in UTF-8. Only what JSON demands is escaped, so that emoji and other alphabets stay readable, and short, on the wire.
    /// </summary>
    public static byte[] Encode(string text)
    {
        var json = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append(@"\\"),
                '\n' => json.Append(@"\n"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
