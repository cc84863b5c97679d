using System.Globalization;
using System.Text;

namespace Streaming.SampleData;

/// <summary>Encodes text as the content of a JSON string, without the quotes around it.</summary>
internal static class JsonText
{
    /// <summary>
    /// Returns the text in UTF-8. Only the characters that JSON requires are escaped, so that emoji and other scripts stay readable and
    /// short.
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
