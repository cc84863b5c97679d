using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streaming.Tests.Support;

/// <summary>Keeps the log entries of the server. An error that the test does not expect fails the test.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly ConcurrentBag<string> _expected = [];

    public sealed record Entry(string Category, LogLevel Level, string Text, Exception? Exception);

    public IReadOnlyCollection<Entry> Entries => _entries;

    /// <summary>Accepts errors whose text contains this text.</summary>
    public void Expect(string text) => _expected.Add(text);

    public void ThrowIfUnexpected()
    {
        var unexpected = _entries.Where(
            entry => entry.Level >= LogLevel.Error && !_expected.Any(text => entry.Text.Contains(text, StringComparison.Ordinal))).ToList();
        unexpected.Should().BeEmpty("the server logs no error that a test does not expect");
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            collector._entries.Enqueue(new Entry(category, logLevel, formatter(state, exception), exception));
    }
}
