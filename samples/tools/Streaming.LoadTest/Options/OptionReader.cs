using System.Globalization;

namespace Streaming.LoadTest.Options;

/// <summary>Reads the arguments of the command line one after another.</summary>
internal sealed class OptionReader(IReadOnlyList<string> args)
{
    private int _at = 1;
    private string _name = "";

    public bool TryNext(out string name)
    {
        name = _at < args.Count ? args[_at] : "";
        _name = name;
        return _at++ < args.Count;
    }

    public string Text() =>
        _at < args.Count ? args[_at++] : throw new OptionException($"{_name} needs a value after it.");

    public string Escaped() => Unescape(Text());

    public int Int(int least, int most) => (int)Long(least, most);

    public long Long(long least, long most)
    {
        var text = Text();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new OptionException($"{_name} must be a whole number from {least} to {most}, not '{text}'.");
    }

    public double Number(double least, double most)
    {
        var text = Text();
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least
            && value <= most
            ? value
            : throw new OptionException(
                string.Create(CultureInfo.InvariantCulture, $"{_name} must be a number from {least} to {most}, not '{text}'."));
    }

    public string Header()
    {
        var text = Text();
        return text.IndexOf(':', StringComparison.Ordinal) > 0 && !text.Contains('\n', StringComparison.Ordinal)
            ? text
            : throw new OptionException($"{_name} must look like 'Name: value', not '{text}'.");
    }

    /// <summary>Decodes the escapes \xHH, \n and \\ in the value of an option, so that a user can type a control character.</summary>
    private static string Unescape(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x'
                && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                result.Append((char)value);
                i += 3;
            }
            else if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ('n' or '\\'))
            {
                result.Append(text[++i] == 'n' ? '\n' : '\\');
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
