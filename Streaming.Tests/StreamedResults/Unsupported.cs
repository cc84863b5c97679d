using CsvHelper;

namespace Streaming.Tests.StreamedResults;

/// <summary>A row with an attribute that only a writer of CsvHelper applies, and without such a writer.</summary>
public sealed class Unsupported
{
    [CsvBooleanValues("yes", "no")]
    public bool IsPaid { get; set; }
}
