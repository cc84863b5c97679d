using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads the members of rooms from the database, including those that are connected to other nodes (server processes).</summary>
internal static class PostgresqlMemberReads
{
    public static async Task<MembersView> ViewAsync(NpgsqlConnection connection, TopicName topic, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT o_count, o_users, o_counts_only, o_name, o_connection, o_since, o_subject FROM streaming.room_v1($1)", connection);
        command.Parameters.Text(topic.Value);
        var view = new MembersView(RoomName.OfTopic(topic), topic.Value, Count: 0, Users: 0, Listed: true, []);
        var members = new List<Member>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            view = view with { Count = row.GetInt32(0), Users = row.GetInt32(1), Listed = !row.GetBoolean(2), Members = members };
            if (!row.IsDBNull(3))
                members.Add(new Member(
                    row.GetString(3), row.GetString(4), PostgresqlTime.To(row.GetInt64(5)),
                    row.IsDBNull(6) ? null : row.GetString(6)));
        }

        return view;
    }

    public static async Task<IReadOnlyList<RoomView>> ListRoomsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT o_name, o_count FROM streaming.rooms_v1($1)", connection);
        command.Parameters.Text(RoomName.Namespace);
        var rooms = new List<RoomView>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rooms.Add(new RoomView(row.GetString(0)[RoomName.Namespace.Length..], row.GetInt32(1)));
        return rooms;
    }

    /// <summary>Returns whether the database has members whose node (server process) is no longer registered.</summary>
    public static async Task<bool> HasLostMembersAsync(PostgresqlDatabase database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("SELECT streaming.has_lost_members_v1()");
        return (bool)(await command.ReadValueAsync(cancellationToken))!;
    }
}
