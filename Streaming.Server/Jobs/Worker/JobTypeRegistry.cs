using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Contains the job types that this process can run, and finds them by name.</summary>
internal sealed class JobTypeRegistry
{
    private readonly Dictionary<string, JobType> _types = new(StringComparer.Ordinal);

    public JobTypeRegistry(IEnumerable<JobType> types)
    {
        foreach (var type in types)
        {
            if (!_types.TryAdd(type.Name, type))
                throw new InvalidOperationException(
                    $"Two handlers are registered for jobs of type '{type.Name}'; give one of them another type.");
        }
    }

    public IReadOnlyCollection<JobType> All => _types.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out JobType? type) => _types.TryGetValue(name, out type);

    /// <summary>Returns the job type with a name.</summary>
    /// <exception cref="RefusalException">This process has no job type with this name.</exception>
    public JobType Get(string? name) =>
        name is not null && TryGet(name, out var type)
            ? type
            : throw RefusalException.Invalid(
                $"The job type is not known here; use one of {string.Join(", ", _types.Keys.Order(StringComparer.Ordinal))}.");
}
