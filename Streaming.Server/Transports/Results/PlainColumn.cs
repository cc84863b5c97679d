using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>A CSV column of a type for which the library CsvHelper has no writer.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Write">A function that writes the field of this column for a row. A value that is not a simple value is written as
/// JSON.</param>
internal sealed record PlainColumn<T>(string Name, Action<CsvWriter, T, JsonSerializerOptions> Write);
