using System.Runtime.CompilerServices;

namespace Streaming.OwnApplication;

/// <summary>Generates rows of ten columns.</summary>
internal static class Rows
{
    // The bytes of a row in CSV without its note, on average.
    private const int OtherBytes = 76;

    private static readonly string[] s_customers = ["Ada Lovelace", "Grace Hopper", "Zoë Müller", "Alan Turing"];
    private static readonly string[] s_countries = ["DE", "FR", "JP", "US"];
    private static readonly string[] s_products = ["keyboard", "screen", "mouse, black", "cable"];

    /// <summary>Generates rows that have about the given number of bytes in CSV.</summary>
    public static async IAsyncEnumerable<T> Generate<T>(
        int count, int bytes, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : IRow, new()
    {
        var note = new string('n', Math.Max(0, bytes - OtherBytes));
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await Task.CompletedTask;
        for (var number = 1; number <= count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new T
            {
                Id = number,
                Time = start.AddSeconds(number),
                Customer = s_customers[number % 4],
                Country = s_countries[number % 4],
                Product = s_products[number % 4],
                Quantity = 1 + (number % 9),
                Price = number % 1_000 / 8.0,
                IsPaid = number % 2 == 0,
                Rating = number % 6,
                Note = note,
            };
        }
    }
}
