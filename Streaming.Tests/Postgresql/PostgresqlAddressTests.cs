using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Tests.Postgresql;

public sealed class PostgresqlAddressTests
{
    private const string Address = "Host=db;Database=streaming";

    [Fact]
    public void Values_that_the_connection_string_lacks_have_the_defaults_of_the_store()
    {
        var settings = Read(Address);

        settings.ApplicationName.Should().Be("streaming");
        settings.MaxPoolSize.Should().Be(20);
        settings.KeepAlive.Should().Be(5);
        settings.Timeout.Should().Be(5);
        settings.MaxAutoPrepare.Should().Be(50);
        settings.HostRecheckSeconds.Should().Be(1);
        settings.NoResetOnClose.Should().BeTrue();
    }

    [Fact]
    public void Values_of_the_connection_string_stay()
    {
        var settings = Read(Address + ";ApplicationName=chat;Maximum Pool Size=7;Timeout=9;Max Auto Prepare=0;Port=6000");

        settings.ApplicationName.Should().Be("chat");
        settings.MaxPoolSize.Should().Be(7);
        settings.Timeout.Should().Be(9);
        settings.MaxAutoPrepare.Should().Be(0);
        settings.Port.Should().Be(6000);
    }

    [Fact]
    public void Statements_are_not_prepared_behind_a_connection_pooler()
    {
        var settings = Read(Address, PostgresqlBusKind.Poll);

        settings.MaxAutoPrepare.Should().Be(0);
        settings.NoResetOnClose.Should().BeTrue();
    }

    [Fact]
    public void Host_port_and_database_come_from_the_environment_if_the_connection_string_lacks_them()
    {
        var settings = Read("Username=ann", PostgresqlBusKind.Notify, ("PGHOST", "other"), ("PGPORT", "6001"), ("PGDATABASE", "events"));

        settings.Host.Should().Be("other");
        settings.Port.Should().Be(6001);
        settings.Database.Should().Be("events");
        Read(Address + ";Port=5000", PostgresqlBusKind.Notify, ("PGPORT", "6001")).Port.Should().Be(5000);
    }

    private static NpgsqlConnectionStringBuilder Read(
        string address, PostgresqlBusKind bus = PostgresqlBusKind.Notify, params (string Key, string Value)[] environment)
    {
        var values = environment.Append((PostgresqlAddress.Key, address)).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new PostgresqlAddress(configuration, Options.Create(new PostgresqlOptions { Bus = bus })).Read();
    }
}
