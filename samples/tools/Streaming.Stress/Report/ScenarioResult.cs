namespace Streaming.Stress.Report;

/// <summary>
/// The result of one scenario: the checks of each promise, the checks that failed, and numbers such as the number of kills. All threads
/// of a scenario may call it.
/// </summary>
/// <param name="scenario">The name of the scenario.</param>
/// <param name="seed">The seed with which the scenario can be repeated.</param>
internal sealed class ScenarioResult(string scenario, int seed)
{
    private const int MaxKept = 50;

    private readonly Lock _gate = new();
    private readonly Dictionary<Promise, PromiseCount> _promises = [];
    private readonly SortedDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly List<Violation> _violations = [];

    public string Scenario => scenario;

    public int Seed => seed;

    /// <summary>The group of the scenario.</summary>
    public string Family { get; set; } = string.Empty;

    /// <summary>The duration of the scenario.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The reason why the scenario did not run on this machine, such as a missing program; null if it ran.</summary>
    public string? Skipped { get; set; }

    /// <summary>The number of checks that failed, including those that <see cref="Violations"/> leaves out.</summary>
    public long Failures { get; private set; }

    /// <summary>The first checks that failed.</summary>
    public IReadOnlyList<Violation> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    /// <summary>The number of checks for each promise.</summary>
    public IReadOnlyDictionary<Promise, PromiseCount> Promises
    {
        get
        {
            lock (_gate)
                return new Dictionary<Promise, PromiseCount>(_promises);
        }
    }

    /// <summary>Numbers that describe the run, such as kills and acknowledged messages.</summary>
    public IReadOnlyDictionary<string, long> Numbers
    {
        get
        {
            lock (_gate)
                return new SortedDictionary<string, long>(_numbers, StringComparer.Ordinal);
        }
    }

    /// <summary>The numbers that describe the run, as one line of text.</summary>
    public string NumbersText => string.Join(
        ", ", Numbers.Select(number => FormattableString.Invariant($"{number.Value:N0} {number.Key}")));

    /// <summary>Adds to one of the numbers that describe the run.</summary>
    public void Count(string name, long more = 1)
    {
        lock (_gate)
            _numbers[name] = _numbers.GetValueOrDefault(name) + more;
    }

    /// <summary>Records that checks of a promise held.</summary>
    public void Held(Promise promise, long count = 1)
    {
        lock (_gate)
        {
            var before = _promises.GetValueOrDefault(promise);
            _promises[promise] = new PromiseCount(before.Checked + count, before.Held + count);
        }
    }

    /// <summary>Records that a check of a promise failed.</summary>
    public void Violate(Promise promise, string expected, string seen, string? topic = null, long? offset = null)
    {
        lock (_gate)
        {
            var before = _promises.GetValueOrDefault(promise);
            _promises[promise] = before with { Checked = before.Checked + 1 };
            Failures++;
            if (_violations.Count < MaxKept)
                _violations.Add(new Violation(promise, topic, offset, expected, seen));
        }
    }

    /// <summary>Records one check of a promise.</summary>
    public void Check(Promise promise, bool holds, string expected, string seen, string? topic = null, long? offset = null)
    {
        if (holds)
            Held(promise);
        else
            Violate(promise, expected, seen, topic, offset);
    }
}
