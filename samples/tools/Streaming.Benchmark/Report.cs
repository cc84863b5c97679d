using System.Globalization;
using Spectre.Console;

namespace Streaming.Benchmark;

/// <summary>The figures, collected while they are measured and shown in one table at the end.</summary>
internal sealed class Report
{
    private const int Width = 160;

    private readonly double? _load = Machine.Load();
    private readonly List<Figure> _figures = [];

    /// <summary>Takes down a figure; several values of it are repetitions, whose median counts.</summary>
    public void Add(string name, string unit, IEnumerable<double> values, Target? target = null)
    {
        var figure = new Figure(name, unit, [.. values.Order()], target);
        _figures.Add(figure);
        Console.Out.WriteLine($"{figure.Name}: {figure.Value}  ({figure.Spread})");
    }

    /// <summary>Shows all, with the machine they were measured on.</summary>
    public void Write(IAnsiConsole console)
    {
        if (_figures.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Markdown, ShowRowSeparators = false };
        table.AddColumn("figure").AddColumn(new TableColumn("median").RightAligned()).AddColumn("least … most").AddColumn("target")
            .AddColumn("met");
        foreach (var figure in _figures)
            table.AddRow(Markup.Escape(figure.Name), figure.Value, figure.Spread, figure.Target?.ToString() ?? "–", figure.Verdict);
        // Into a file the console would break lines at 80 characters, and with them the table.
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
