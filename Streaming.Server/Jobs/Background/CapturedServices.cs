using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Finds services of a request that a task's delegate holds: in the fields of its closure or controller, and in tuples, records, arrays
/// and delegates in these fields. It does not check whether the delegate uses the services, and does not search other objects.
/// </summary>
internal sealed class CapturedServices(IServiceCollection services)
{
    // Limits for cyclic references and large arrays.
    private const int MaxDepth = 8;
    private const int MaxItems = 32;

    private readonly ConcurrentDictionary<Type, bool> _scoped = new();
    private readonly ConcurrentDictionary<Type, FieldInfo[]> _fields = new();

    // The collection is complete by the time the first task is added.
    private readonly Lazy<Type[]> _scopedTypes = new(() => [.. services
        .Where(service => service is { Lifetime: ServiceLifetime.Scoped, IsKeyedService: false })
        .SelectMany(service => (Type?[])[service.ServiceType, service.ImplementationType])
        .OfType<Type>()
        .Where(type => type != typeof(object))
        .Distinct()]);

    /// <summary>A description of what the delegate holds of its request; null if it holds nothing.</summary>
    public string? FindIn(Delegate work) => Find(work, MaxDepth);

    private string? Find(object? value, int depth)
    {
        // IBackgroundTasks itself refuses further tasks after its request has ended.
        if (value is null or IBackgroundTasks || depth == 0)
            return null;
        var type = value.GetType();
        if (type.IsPrimitive || value is string)
            return null;
        return Name(value, type) ?? value switch
        {
            Delegate work => work.GetInvocationList().Take(MaxItems).Select(each => Find(each.Target, depth - 1))
                .FirstOrDefault(found => found is not null),
            Array { Rank: 1 } array =>
                array.Cast<object?>().Take(MaxItems).Select(item => Find(item, depth - 1)).FirstOrDefault(found => found is not null),
            _ => _fields.GetOrAdd(type, FieldsOf).Select(field => Find(field.GetValue(value), depth - 1))
                .FirstOrDefault(found => found is not null),
        };
    }

    private string? Name(object value, Type type) => value switch
    {
        HttpContext or HttpRequest or HttpResponse => "the request",
        IServiceProvider or IServiceScope => "a service provider",
        _ when _scoped.GetOrAdd(type, IsScoped) => $"the scoped service {type.Name}",
        _ => null,
    };

    // Empty for types other than closures, controllers, tuples and records.
    private static FieldInfo[] FieldsOf(Type type) =>
        typeof(ControllerBase).IsAssignableFrom(type) || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || typeof(ITuple).IsAssignableFrom(type) || IsRecord(type)
            ? type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            : [];

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is { } print
        && print.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private bool IsScoped(Type type) => _scopedTypes.Value.Any(scoped => scoped.IsGenericTypeDefinition
        ? type.GetInterfaces().Append(type).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == scoped)
        : scoped.IsAssignableFrom(type));
}
