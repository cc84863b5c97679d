using System.Globalization;
using Spectre.Console;

namespace Streaming.Benchmark;

/// <summary>Collects the measured values, and prints them as one table at the end.</summary>
internal sealed class Report
{
    private const int Width = 160;

    private readonly double? _load = Machine.Load();
    private readonly List<Figure> _figures = [];

    /// <summary>Adds a measured value. If it has several repetitions, the report shows the median.</summary>
    public void Add(string name, string unit, IEnumerable<double> values, Target? target = null)
    {
        var figure = new Figure(name, unit, [.. values.Order()], target);
        _figures.Add(figure);
        Console.Out.WriteLine($"{figure.Name}: {figure.Value}  ({figure.Spread})");
    }

    /// <summary>Prints all measured values, with a description of the machine.</summary>
    public void Write(IAnsiConsole console)
    {
        if (_figures.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Markdown, ShowRowSeparators = false };
        table.AddColumn("figure").AddColumn(new TableColumn("median").RightAligned()).AddColumn("least … most").AddColumn("target")
            .AddColumn("met");
        foreach (var figure in _figures)
            table.AddRow(Markup.Escape(figure.Name), figure.Value, figure.Spread, figure.Target?.ToString() ?? "–", figure.Verdict);
        // When the output is a file, the console library would break the lines of the table at 80 characters.
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        console.WriteLine();
        console.Write(table);
        foreach (var line in Machine.Describe())
            console.WriteLine(line);
        if (_load is { } load)
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Load:    {load:0.0} before the start" +
            $"{(load > 0.5 ? "; something else was running, so speeds are too low" : string.Empty)}"));
    }
}
