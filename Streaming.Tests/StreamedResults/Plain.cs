using CsvHelper;

namespace Streaming.Tests.StreamedResults;

/// <summary>A row without a CSV writer of CsvHelper.</summary>
public sealed record Plain(
    int Number, string? Text, bool Flag, double? Amount, DateTime When, DayOfWeek Day, byte[]? Bytes, List<int> List,
    [property: CsvColumn("site")] Uri? Link, [property: CsvIgnore] string Hidden);
