using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Npgsql;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Tests the lists of banned calls in build/BannedSymbols*.txt: the analyzer ignores a misspelt line without a message.</summary>
public sealed class BannedCallsTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] s_everywhere = Read("BannedSymbols.txt");
    private static readonly string[] s_inTheServer = Read("BannedSymbols.Server.txt");

    private static readonly Type[] s_awaiters =
    [
        typeof(TaskAwaiter), typeof(TaskAwaiter<>), typeof(ValueTaskAwaiter), typeof(ValueTaskAwaiter<>),
        typeof(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter), typeof(ConfiguredTaskAwaitable<>.ConfiguredTaskAwaiter),
        typeof(ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter), typeof(ConfiguredValueTaskAwaitable<>.ConfiguredValueTaskAwaiter),
    ];

    [Fact]
    public void Every_way_to_block_a_thread_until_a_task_has_ended_is_banned()
    {
        var waits = typeof(Task).GetMethods(All).Where(method => method.Name is "Wait" or "WaitAll" or "WaitAny").Select(Id)
            .Concat(s_awaiters.SelectMany(awaiter => awaiter.GetMethods(All)).Where(method => method.Name == "GetResult").Select(Id))
            .Concat(new[] { typeof(Task<>), typeof(ValueTask<>) }.Select(task => Id(task.GetProperty("Result", All)!)));
        s_everywhere.Should().Contain(waits);
    }

    [Fact]
    public void Every_way_to_move_a_request_to_another_thread_is_banned_in_the_server() =>
        s_inTheServer.Should().Contain(typeof(Task).GetMethods(All).Where(method => method.Name == "Run").Select(Id));

    [Fact]
    public void Every_line_names_an_existing_API()
    {
        var there = new[] { typeof(Task), typeof(Task<>), typeof(ValueTask<>), typeof(Thread), typeof(DateTime),
            typeof(DateTimeOffset), typeof(NpgsqlCommand) }.Concat(s_awaiters)
            .SelectMany(type => type.GetMethods(All).Select(Id).Concat(type.GetProperties(All).Select(Id)));
        s_everywhere.Concat(s_inTheServer).Should().BeSubsetOf(there);
    }

    private static string[] Read(string file) =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "build", file)).Where(line => line.Length > 0)
        .Select(line => line[..line.IndexOf(';', StringComparison.Ordinal)])];

    private static string Id(PropertyInfo property) => $"P:{Name(property.DeclaringType!)}.{property.Name}";

    private static string Id(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? string.Create(CultureInfo.InvariantCulture, $"``{method.GetGenericArguments().Length}")
            : string.Empty;
        return $"M:{Name(method.DeclaringType!)}.{method.Name}{generic}" +
            $"({string.Join(',', method.GetParameters().Select(parameter => Reference(parameter.ParameterType)))})";
    }

    // The name of a type in its declaration: System.Threading.Tasks.Task`1.
    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    // The name of a type in a signature: System.Func{System.Threading.Tasks.Task{``0}}.
    private static string Reference(Type type)
    {
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        if (type.IsArray)
            return Reference(type.GetElementType()!) + "[]";
        return type.IsGenericType
            ? $"{type.Namespace}.{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}" +
                $"{{{string.Join(',', type.GetGenericArguments().Select(Reference))}}}"
            : type.IsByRef ? Reference(type.GetElementType()!) + "@" : Name(type);
    }
}
