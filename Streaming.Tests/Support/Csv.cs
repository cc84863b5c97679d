using System.Text;

namespace Streaming.Tests.Support;

/// <summary>A strict reader of CSV (RFC 4180): it throws for input that the standard does not allow.</summary>
public static class Csv
{
    public static List<string[]> Parse(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            row.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                if (at == text.Length)
                    throw new FormatException("The text ends after a comma.");
                continue;
            }

            if (at + 1 >= text.Length || text[at] != '\r' || text[at + 1] != '\n')
                throw new FormatException($"A record must end with CR LF; there is something else at {at}.");
            at += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        return rows;
    }

    private static string Plain(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not (',' or '\r' or '\n'))
        {
            if (text[at] == '"')
                throw new FormatException($"There is a quote in a field without quotes at {at}.");
            at++;
        }

        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; ; at++)
        {
            if (at >= text.Length)
                throw new FormatException("A quoted field does not end.");
            if (text[at] != '"')
                field.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                field.Append(text[++at]);
            else
                break;
        }

        at++;
        return field.ToString();
    }
}
