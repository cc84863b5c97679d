using System.Globalization;
using Spectre.Console;
using Streaming.LoadTest.Measure;

namespace Streaming.LoadTest.Show;

/// <summary>
/// Prints a histogram of times. Each line has the number of times up to a limit, which is twice the limit of the line before.
/// </summary>
internal static class TextHistogram
{
    private const int Width = 40;

    public static void Write(IAnsiConsole console, string title, Latencies latencies)
    {
        var lines = latencies.ToPairs()
            .GroupBy(pair => Math.Max(0, (int)Math.Ceiling(Math.Log2(pair[0] / 62_500.0))))
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair[1]));
        if (lines.Count == 0)
            return;
        var most = lines.Values.Max();
        console.WriteLine(title);
        for (var power = lines.Keys.Min(); power <= lines.Keys.Max(); power++)
        {
            var count = lines.GetValueOrDefault(power);
            var bar = new string('█', (int)Math.Round(count * Width / (double)most)) + (count > 0 && count * Width < most / 2 ? "▏" : "");
            var upTo = 0.0625 * Math.Pow(2, power);
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  ≤ {upTo,9:0.0###} ms {bar.PadRight(Width)} {count * 100.0 / latencies.Count,6:0.00} %"));
        }
    }
}
