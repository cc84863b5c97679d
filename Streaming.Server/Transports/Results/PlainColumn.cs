using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>A column of the CSV rows of a type for which CsvHelper has no writer.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Write">A function that writes the field of a row. Values that are not simple are written as JSON.</param>
internal sealed record PlainColumn<T>(string Name, Action<CsvWriter, T, JsonSerializerOptions> Write);
