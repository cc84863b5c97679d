using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The functions of the schema.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlSchemaTests
{
    [PostgresFact]
    public async Task No_function_whose_plans_have_a_raised_cost_is_compiled_in_each_call()
    {
        await using var data = await PostgresDatabase.CreateAsync();

        (await data.CountAsync("""
            SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, array_to_string(p.proconfig, ' ') settings
            WHERE n.nspname = 'streaming' AND settings LIKE '%enable\_%' AND settings NOT LIKE '%jit=off%'
            """)).Should().Be(0, "a function that sets enable_seqscan or enable_sort must also SET jit = off");
    }
}
