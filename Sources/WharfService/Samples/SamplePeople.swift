/// The parts that people's names are put together from; no list holds a comma inside a name.
enum SamplePeople {
    static let given = PhraseTable(
        list: """
            Abena, Adaeze, Agnieszka, Aiko, Aisling, Alazne, Alejandra, Álvaro, Amara, Amélie, Amina, Anahí, Anaïs,
            Anjali, Antónia, Anu, Apinya, Ariadne, Arjun, Armando, Asbjørn, Åse, Ásta, Ayşe, Aziz, Babajide,
            Bartłomiej, Beatriz, Begoña, Benedikta, Birgül, Björn, Bogdan, Bożena, Brónagh, Bülent, Caio, Călin,
            Carmela, Chidi, Chinwe, Chloé, Ciarán, Citlali, Cosima, Cristóbal, Cuauhtémoc, Dagmar, Darragh, Deepika,
            Devi, Diyar, Đorđe, Dragana, Dũng, Eilidh, Ekaterina, Eleni, Émile, Emre, Endre, Eoghan, Esperança, Esra,
            Eszter, Etelka, Fadwa, Farid, Fatoumata, Feliks, Fernanda, Fionnuala, Floor, François, Freyja, Gaëlle,
            Ganbaatar, Gašper, Genoveva, Gergő, Ghada, Giannis, Gökhan, Gráinne, Guðrún, Gulnara, Gyasi, Håkon, Hamid,
            Haruka, Hedvig, Heloísa, Hiroshi, Hồng, Hrvoje, Ibrahima, Ifeoma, Ignacy, Ikram, Ilse, Imani, Iñaki, Inês,
            Ioana, Isha, Itzel, Jadwiga, Jagoda, Jaroslav, Jean-Baptiste, Jérémie, Jiří, João, Joaquín, Jorunn, Józef,
            Juhani, Kaarina, Kāmaka, Kateryna, Kenji, Khadija, Kirsi, Klára, Kofi, Krzysztof, Kwame, Laila, László,
            Latoya, Leilani, Liên, Lindiwe, Ljiljana, Lluís, Łukasz, Lupita, Mads, Maëlle, Magnús, Małgorzata, Manaia,
            Marie-Claire, Márton, Matej, Mbali, Mehwish, Mei-Ling, Mercè, Mikołaj, Milena, Mirela, Mónica, Nadezhda,
            Nanami, Naoki, Nasrin, Ndeye, Néstor, Ngaire, Niamh, Nikolaos, Nilüfer, Nomvula, Noor, Núria, Octavio,
            Oluwaseun, Ömer, Orsolya, Oskar, Paloma, Pádraig, Parisa, Pétur, Phindile, Priya, Quentin, Rahul, Raúl,
            Renáta, Rohan, Rūta, Şebnem, Siddharth, Sigríður, Siobhán, Sławomir, Søren, Sunniva, Svetlana, Tadeusz,
            Tamsin, Thandiwe, Tomáš, Tuulikki, Ümit, Vaughan, Věra, Wanjiru, Xochitl, Yaw, Yelena, Yevhen, Yuki,
            Zahra, Zanele, Želimir, Zeynep, Zoë, Zsófia
            """)

    static let family = PhraseTable(
        list: """
            Abubakar, Achebe, Adeyemi, Aguirre, Ahlström, Ainsworth, Akhtar, Albrechtsen, Alcántara, Al-Masri, Amaral,
            Andrić, Antonopoulos, Appiah, Arañó, Arslan, Asante, Åström, Ávila, Aydın, Azevedo, Bąk, Balogun,
            Banerjee, Bañuelos, Barreiro, Bartók, Basu, Bello, Beňo, Berglund, Białek, Bjarnason, Bláhová, Boateng,
            Böhm, Boubakri, Brânză, Bródy, Brzęczek, Bui, Bùi, Calderón, Câmara, Castellanos, Čech, Černý, Céspedes,
            Chakraborty, Chatterjee, Chávez, Chukwu, Çelik, Cieślak, Coelho, Conceição, Contreras, Cruickshank,
            Csordás, Đặng, D’Angelo, D'Amico, da Silva, Dąbrowski, de la Cruz, de Vries, Delacroix, Demir, Deschamps,
            Dhillon, Diallo, Díaz, Dimitrov, Diop, Dlamini, Đokić, Domènech, Drăgulescu, Dufour, Dvořák, Dzięgiel,
            Echeverría, Eklund, El-Sayed, Eriksen, Escudero, Espinoza, Etxeberria, Eyjólfsson, Fábián, Falk,
            Farrokhzad, Fernandes, Ferrari-Conti, Fitzgerald, Fjeld, Földi, Fonseca, Fraga, Franjić, Friðriksdóttir,
            Fujimoto, Gąsior, Gebreselassie, Georgiou, Ghorbani, Giménez, Gjerde, Głowacki, Gonçalves, Górska,
            Grímsson, Guðmundsson, Guerreiro, Güneş, Gutiérrez, Hadžić, Håland, Halvorsen, Hämäläinen, Hashemi,
            Hayashi, Hédervári, Heikkinen, Hernández, Hlaváček, Holub, Hosseini, Hrubý, Hughes-Parry, Huỳnh, Iglesias,
            Ikonen, İnan, Iyer, Jabłoński, Jacobsdóttir, Jankauskas, Järvinen, Jelínek, Jiménez, Jóhannsson,
            Jørgensen, Jovanović, Juárez, Kaczmarek, Kallio, Kamara, Kapoor, Karlsen, Katz, Kavanagh, Kiss, Kjær,
            Knežević, Kobayashi, Koivisto, Kołodziej, Kovács, Kowalczyk, Kozłowska, Krüger, Kučera, Kulkarni, Kurt,
            Kvist, Lacroix, Lagerlöf, Laskaris, Lê, Leclère, Lefèvre, Lehtonen, Lévesque, Liebermann, Lindqvist,
            Llewellyn, Łoś, Lungu, Lund, Mac Giolla, MacLeod, Magalhães, Mahlangu, Majewski, Makarova, Mančić,
            Márquez, Mårtensson, Matějka, Mazur, Mbeki, McAllister, Mehta, Mendonça, Mészáros, Miyazaki, Mokoena,
            Moreau, Mukherjee, Müller, Muñoz, Nagy, Nakamura, N'Diaye, Ndlovu, Németh, Nguyễn, Nieminen, Nkosi,
            Nørgaard, Novák, Nuñez, Nyström, Ó Briain, O'Dowd, O’Malley, Obi, Ochoa, Ødegård, Ogunleye, Okafor,
            Okonkwo, Öberg, Ólafsdóttir, Oliveira, Önal, Ortúzar, Osei, Østby, Özdemir, Paavola, Pacheco, Pálsson,
            Papadakis, Pašić, Patel, Pedersen, Peña, Pereira-Lobo, Petrenko, Pettersson, Pham, Pietrzak, Pineda,
            Popescu, Poulsen, Procházka, Quintanilla, Quispe, Rahmani, Rasmussen, Rautio, Reinholt, Restrepo, Rincón,
            Rodrigues, Rønning, Różański, Ruíz, Růžička, Rybak, Saavedra, Şahin, Sáenz, Salminen, Sánchez, São Pedro,
            Sato, Schröder, Šimek, Sepúlveda, Sithole, Sjöberg, Škoda, Smirnova, Solheim, Sørensen, Soto, Souza,
            St. Clair, Stępień, Strand, Suárez, Svoboda, Szabó, Szczepański, Takács, Tanaka, Tchaikovsky, Þórsson,
            Thorvaldsen, Tóth, Traoré, Trần, Tshabalala, Türk, Ugarte, Ünal, Urbánek, Uribe, Väisänen, van den Berg,
            van Dijk, Vargas, Vasquez-Ruíz, Velázquez, Verhoeven, Vestergaard, Viitanen, Vlček, von Ahn, Vörös,
            Vuković, Wachowiak, Wałęsa, Wąsik, Weiß, Wichmann, Wiśniewski, Wójcik, Yamamoto, Yıldız, Yılmaz, Żak,
            Zapata, Zelenka, Zieliński, Žižka, Zúñiga
            """)

    /// What stands in quotes between the names of some.
    static let nickname = PhraseTable(
        list: "Anchor, Bosun, Captain, Compass, Dizzy, Gully, Knots, Pepper, Skip, Tug, Windy, Zip")

    /// What stands after a comma behind the names of some.
    static let suffix = PhraseTable(list: "Jr., Sr., III, PhD, MSc, Dipl.-Ing., RN, MBA")
}
