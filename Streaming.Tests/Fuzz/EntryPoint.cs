using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fuzz;

/// <summary>An entry point of the server: the inputs that the test sends there, and the responses so far.</summary>
internal abstract class EntryPoint(string name)
{
    private readonly ConcurrentDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private int _inputs;

    public string Name => name;

    public int Inputs => Volatile.Read(ref _inputs);

    /// <summary>Called after each input.</summary>
    public Action? Counted { get; set; }

    /// <summary>The kinds of responses, and the number of each.</summary>
    public string Outcomes =>
        string.Join(", ", _outcomes.OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key}: {each.Value:N0}")));

    /// <summary>Sends a number of inputs, one after another.</summary>
    public abstract Task RunAsync(int inputs);

    public static EntryPoint Of<T>(string name, Gen<T> inputs, Func<T, Task<string>> send) => new Sampled<T>(name, inputs, send);

    private void Count(string outcome)
    {
        _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        Interlocked.Increment(ref _inputs);
        Counted?.Invoke();
    }

    private sealed class Sampled<T>(string name, Gen<T> generator, Func<T, Task<string>> send) : EntryPoint(name)
    {
        public override Task RunAsync(int inputs) =>
            generator.SampleAsync(async input => Count(await send(input).OrTimeout()), seed: Shapes.Seed, iter: inputs, threads: 1);
    }
}
